import { test } from 'vitest';
import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { rehearse } from './rehearsal.test-data.ts';
test('try', async () => {
  for (const persona of [personas[0]!, ...personas]) {
  const t=Date.now();
  const a = await rehearse({ persona: composePersonas(persona) });
  const by: Record<string,string[]> = {};
  for (const v of a.verdicts) (by[v.verdict] ??= []).push(v.check + (v.because? ' — '+v.because.slice(0,100):''));
  const out: string[] = [];
  for (const k of Object.keys(by)) if(!['pass', 'unsupported'].includes(k)) out.push(k+': '+by[k]!.map(x=>x.replace('nothing that was sent and answered could have shown a breach','')).join(', '));
  for (const v of a.verdicts) if(v.verdict!=='note') for (const f of v.findings.slice(0,1)) out.push('   !! '+[v.check, f.at, f.expected, '|', f.actual, f.exchange.exchange.request.body && JSON.stringify(f.exchange.exchange.request.body).slice(0,300)].join(' '));
  console.log('=== '+persona.id, by['pass']?.length, a.verdict, a.exitCode, a.recording.end?.requests, a.recording.end?.stopped, Date.now()-t, a.capabilities.filter(c=>c.verdict!=='supported').map(c=>c.capability.id+':'+c.verdict).join(' ')+'\n'+out.join('\n'));
  for (const c of a.recording.conversations) if (c.broken||c.lost) console.log(c.probe,c.case,c.broken,c.lost);
  }
}, 300000);
