import { chromium } from "@playwright/test";
import { launchOptions, sizes, whenReady } from "./browser.js";
for (let i=0;i<8;i++){
const b=await chromium.launch(launchOptions);
 const [n,s]=Object.entries(sizes)[i%2];
 const c=await b.newContext({...s,locale:i%4<2?"ko-KR":"en-US"}); const p=await c.newPage();
 p.on("console",m=>console.log(m.text()));
 await p.addInitScript(()=>{ let v; Error.stackTraceLimit=60; Object.defineProperty(window,"podarium",{get:()=>v,set:(x)=>{ const o=x.waitForRest; v={...x,waitForRest(){ console.log("WAIT "+new Error().stack); return o(); }} }}); });
 const t0=Date.now();
 await p.goto(process.argv[2]); await whenReady(p); const r=Date.now()-t0; await p.waitForTimeout(2000);
 console.log(n,"ready",r); await b.close();
}
