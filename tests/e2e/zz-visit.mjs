import { chromium } from "@playwright/test";
import { launchOptions, sizes, whenReady } from "./browser.js";
const b=await chromium.launch(launchOptions);
for (const [n,s] of Object.entries(sizes)) for (const locale of ["ko-KR","en-US"]) for (let i=0;i<3;i++){
 const c=await b.newContext({...s,locale}); const p=await c.newPage(); const asked=[]; const t0=Date.now();
 p.on("request",r=>r.url().endsWith("_rest.wasm")&&asked.push(Date.now()-t0));
 await p.goto(process.argv[2]); await whenReady(p); const r=Date.now()-t0; await p.waitForTimeout(3000);
 console.log(n,locale,"ready",r,"asked",asked); await c.close();
}
await b.close();
