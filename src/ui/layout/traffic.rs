//! Requests of the last seconds: how they ended, a bar chart, and the dots that travel.

use crate::engine::record::RequestOutcome;
use crate::engine::time::SimTime;
use crate::playback::snapshot::{EndpointView, RequestView, ServiceView};

/// The snapshot tells so many seconds of requests.
pub const SECONDS: u64 = 5;
/// Bars of the chart.
pub const BARS: usize = 20;
const BAR_MS: u64 = SECONDS * 1_000 / BARS as u64;
/// How long a dot travels.
const TRAVEL_MS: u64 = 450;
/// More dots than these are one stream.
const DOTS_MAX: usize = 12;

/// How requests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub ok: usize,
    /// A status of 400 and above.
    pub errors: usize,
    pub refused: usize,
    pub timed_out: usize,
    /// The connection broke.
    pub reset: usize,
}

impl Totals {
    pub fn all(self) -> usize {
        self.ok + self.errors + self.refused + self.timed_out + self.reset
    }
}

/// Whether a client would call it an answer.
pub fn is_ok(outcome: RequestOutcome) -> bool {
    matches!(outcome, RequestOutcome::Status(0..400))
}

/// How the requests ended.
pub fn totals(requests: &[RequestView]) -> Totals {
    let mut totals = Totals::default();
    for request in requests {
        let counter = match request.outcome {
            RequestOutcome::Status(0..400) => &mut totals.ok,
            RequestOutcome::Status(_) => &mut totals.errors,
            RequestOutcome::Refused => &mut totals.refused,
            RequestOutcome::TimedOut => &mut totals.timed_out,
            RequestOutcome::Reset => &mut totals.reset,
        };
        *counter += 1;
    }
    totals
}

/// The chart from the oldest bar to now: answered and failed, in hundredths of the highest bar.
pub fn bars(requests: &[RequestView], now: SimTime) -> Vec<(usize, usize)> {
    let mut bars = vec![(0, 0); BARS];
    for request in requests {
        let age = now.since(request.at).milliseconds / BAR_MS;
        let Some(bar) = BARS
            .checked_sub(1 + age as usize)
            .and_then(|index| bars.get_mut(index))
        else {
            continue;
        };
        if is_ok(request.outcome) {
            bar.0 += 1;
        } else {
            bar.1 += 1;
        }
    }
    let highest = bars.iter().map(|(ok, bad)| ok + bad).max().unwrap_or(0);
    let highest = highest.max(1);
    for (ok, bad) in &mut bars {
        (*ok, *bad) = (*ok * 100 / highest, *bad * 100 / highest);
    }
    bars
}

/// The dots under way to a Pod: how far each is, in thousandths, and whether it is answered.
/// A request that kube-proxy does not send there any more has none.
pub fn dots(requests: &[RequestView], endpoint: &EndpointView, now: SimTime) -> Vec<(i64, bool)> {
    let newest = requests.iter().rev();
    newest
        .take_while(|request| now.since(request.at).milliseconds < TRAVEL_MS)
        .filter(|request| request.endpoint.as_deref() == Some(&endpoint.pod))
        .take(DOTS_MAX)
        .map(|request| {
            let age = now.since(request.at).milliseconds;
            ((age * 1_000 / TRAVEL_MS) as i64, is_ok(request.outcome))
        })
        .collect()
}

/// The endpoints in the two groups of the card: those that are ready, and the others.
pub fn groups(service: &ServiceView) -> [Vec<&EndpointView>; 2] {
    let of = |ready: bool| {
        let rows = service.endpoints.iter();
        rows.filter(|endpoint| endpoint.ready == ready).collect()
    };
    [of(true), of(false)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::time::SimDuration;

    fn request(ms: u64, outcome: RequestOutcome) -> RequestView {
        RequestView {
            at: SimTime::from_millis(ms),
            latency: SimDuration::from_millis(2),
            client: "client".into(),
            endpoint: Some("web-a".into()),
            outcome,
        }
    }

    #[test]
    fn requests_are_counted_by_their_end() {
        let requests = [
            request(0, RequestOutcome::Status(204)),
            request(10, RequestOutcome::Status(503)),
            request(20, RequestOutcome::Refused),
            request(30, RequestOutcome::Refused),
        ];
        let totals = totals(&requests);
        assert_eq!((totals.ok, totals.errors, totals.refused), (1, 1, 2));
        assert_eq!(totals.all(), 4);
    }

    #[test]
    fn bars_end_at_now() {
        let requests = [
            request(5_000, RequestOutcome::Refused),
            request(9_990, RequestOutcome::Status(200)),
            request(9_991, RequestOutcome::Status(200)),
        ];
        let bars = bars(&requests, SimTime::from_millis(10_000));
        assert_eq!(bars.len(), BARS);
        assert_eq!(bars[BARS - 1], (100, 0));
        // Exactly five seconds old: out of the chart.
        assert!(bars[..BARS - 1].iter().all(|bar| *bar == (0, 0)));
    }

    #[test]
    fn a_dot_leaves_when_its_request_does() {
        let endpoint = EndpointView {
            address: "10.244.1.5".to_owned(),
            pod: "web-a".to_owned(),
            node: String::new(),
            ready: true,
            serving: true,
            terminating: false,
            is_routed: true,
        };
        let requests = [
            request(1_000, RequestOutcome::Status(200)),
            request(1_400, RequestOutcome::Refused),
        ];
        let at = |ms| dots(&requests, &endpoint, SimTime::from_millis(ms));
        assert_eq!(at(1_400), [(0, false), (888, true)]);
        assert_eq!(at(1_850), []);
    }
}
