;; What compilers write, in small: loops that are left in several ways, arms that return, locals that
;; live across, and a table of ways.
(module
  (memory (export "memory") 1)
  (func $note (param i32) (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (local.get 0))))
  (func (export "collatz") (param $n i32) (param $most i32) (result i32)
    (local $steps i32) (local $odd i32)
    (block $done
      (loop $again
        (br_if $done (i32.le_s (local.get $n) (i32.const 1)))
        (if (i32.ge_s (local.get $steps) (local.get $most))
          (then
            (call $note (local.get $n))
            (local.set $steps (i32.sub (i32.const 0) (local.get $steps)))
            (return (i32.add (local.get $steps) (local.get $odd)))))
        (if (i32.and (local.get $n) (i32.const 1))
          (then
            (local.set $odd (i32.add (local.get $odd) (i32.const 1)))
            (local.set $n (i32.add (i32.mul (local.get $n) (i32.const 3)) (i32.const 1))))
          (else
            (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))))
        (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
        (br $again)))
    (i32.add (i32.mul (local.get $steps) (i32.const 1000)) (local.get $odd)))
  (func (export "ways") (param $which i32) (param $count i32) (result i32)
    (local $sum i32) (local $kept i64)
    (local.set $sum (i32.const 1))
    (block $last
      (block $third
        (block $second
          (block $first
            (br_table $first $second $third $last (local.get $which)))
          (local.set $sum (i32.add (local.get $sum) (i32.const 10)))
          (local.set $kept (i64.const 7))
          (br_if $third (i32.gt_s (local.get $count) (i32.const 3)))
          (call $note (i32.const 1)))
        (local.set $sum (i32.mul (local.get $sum) (i32.const 3)))
        (local.set $kept (i64.add (local.get $kept) (i64.extend_i32_s (local.get $sum)))))
      (loop $more
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br_if $last (i32.lt_s (local.get $count) (i32.const 0)))
        (local.set $sum (i32.add (local.get $sum) (local.get $count)))
        (if (i32.gt_s (local.get $sum) (i32.const 40))
          (then
            (local.set $kept (i64.mul (local.get $kept) (i64.const 5)))
            (call $note (local.get $sum))
            (br $last)))
        (br $more)))
    (i32.add (local.get $sum) (i32.wrap_i64 (local.get $kept))))
  (func (export "traps") (param $n i32) (param $d i32) (result i32)
    (local $text i32)
    (if (i32.eqz (local.get $d))
      (then
        (local.set $text (i32.const 77))
        (call $note (local.get $text))
        (call $note (local.get $n))
        (unreachable)))
    (i32.div_s (local.get $n) (local.get $d))))
