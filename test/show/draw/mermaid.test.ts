import { describe, expect, it } from 'vitest';
import { readChart } from '../../../src/show/draw/chart.ts';
import { chartMermaid } from '../../../src/show/draw/mermaid-chart.ts';
import { networkMermaid } from '../../../src/show/draw/mermaid-network.ts';
import { readNetwork } from '../../../src/show/draw/network.ts';
import { hostile, wired, zoo } from './charts.ts';

describe('a statechart in Mermaid', () => {
  it('nests states, has one arrow from one state to another, and places for what Mermaid cannot draw', () => {
    expect(chartMermaid(readChart(zoo))).toBe(`stateDiagram-v2
  direction TB
  [*] --> s1
  state "(from any state)" as s0any
  state "work (busy, loud)" as s1 {
    state "(from any state)" as s1any
    state "(from its beginning)" as s1again
    state "left" as s2 {
      [*] --> s3
      state "one" as s3
      state "two" as s4
      state "done" as s5
      s5 --> [*]
    }
    --
    state "right" as s6 {
      [*] --> s7
      state "(from its beginning)" as s6again
      state "wait" as s7
      state "run" as s8
      state "fin" as s9
      s9 --> [*]
    }
  }
  state "paused" as s10
  state "H" as s11
  state "H#42;" as s12
  state "#101;nd" as s13
  s13 : entry / emit BYE
  s13 --> [*]
  s0any --> s1 : RESET / x
  s0any --> s0any : NOTE / x<br/>OTHER / x<br/>any other event / y
  s1any --> s1any : SELF
  s1any --> s3 : RESTART
  s1 --> s13 : when done
  s3 --> s4 : NEXT<br/>BOTH [a]
  s3 --> s8 : BOTH [a]
  s4 --> s3 : after 30 s [a and (b or not c)]
  s4 --> s5 : after backoff
  s7 --> s8 : always [a] / raise NEXT
  s8 --> s8 : AGAIN / x, y<br/>FIN [else] / x
  s8 --> s6again : UP
  s8 --> s9 : FIN [a]
  s8 --> s1again : JUMP
  s10 --> s11 : RESUME
  s10 --> s12 : DEEP
`);
  });

  it('escapes hostile names: one line for each state and arrow', () => {
    const lines = chartMermaid(readChart(hostile)).trimEnd().split('\n');
    for (const line of lines.slice(2)) {
      expect(line.replaceAll('<br/>', '')).toMatch(
        /^ {2}(\[\*\] --> s\d+|state "[^"<>;:%{}`]*(#\d+;[^"<>;:%{}`]*)*" as s\d+|s\d+ --> s\d+ : [^"<>;:%{}`]*(#\d+;[^"<>;:%{}`]*)*)$/,
      );
    }
  });
});

describe('a system in Mermaid', () => {
  it('has components, channels by kind, and the environment', () => {
    expect(networkMermaid(readNetwork(wired))).toBe(`flowchart TB
  c0["one"]
  c1["two #215; 3"]
  e0(["TICK"]) --> c0
  e1(["fault#58; CRASH, at most 1"]) --> c1
  c0 -->|"CALL (call)<br/>FIRST (call)"| c1
  c0 ==>|"FIRST, CALL (fifo, at most 2 under way)"| c1
  c1 -.->|"LOST (lossy, at most 1 under way, at most 2<br/>faults lost)<br/>LOOSE (bag, at most 1 under way)"| c0
  c0 -.->|"SAID (board)"| c1
  c1 ==>|"TO_SELF (fifo, at most 1 under way)"| c1
`);
  });
});
