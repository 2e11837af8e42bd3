/**
 * Two-phase commit as a SPIN user would write it by hand, for any number of resource managers: the same system as
 * `twoPhaseCommit` of test/models, and one that is the same protocol but not the same system.
 */

/**
 * The single-process form: one `do` whose options are the actions of the specification, each a `d_step` over bit
 * masks. Its states and transitions are exactly those of the XState model (a guard leaves out what would change
 * nothing), so its time may be compared with the model's. It is the form that favours SPIN: one process, a state of a
 * few bytes, no channels, no interleaving to work out.
 */
export function singleProcess(resourceManagers: number): string {
  const mask = resourceManagers < 16 ? 'short' : 'int';
  const all = 2 ** resourceManagers - 1;
  const options = Array.from({ length: resourceManagers }, (_, rm) => {
    const me = 2 ** rm;
    const others = all - me;
    return `
  /* resource manager ${rm} */
  :: d_step { tm == INIT && (sent & ${me}) && !(received & ${me}) -> received = received | ${me} }
  :: d_step { !((prepared | committed | aborted) & ${me}) -> prepared = prepared | ${me}; sent = sent | ${me} }
  :: d_step { !((prepared | committed | aborted) & ${me}) -> aborted = aborted | ${me}; CONSISTENT }
  :: d_step { tm == COMMITTED && !(committed & ${me}) ->
       committed = committed | ${me}; prepared = prepared & ${others}; aborted = aborted & ${others}; CONSISTENT }
  :: d_step { tm == ABORTED && !(aborted & ${me}) ->
       aborted = aborted | ${me}; prepared = prepared & ${others}; committed = committed & ${others}; CONSISTENT }`;
  });
  return `#define INIT 0
#define COMMITTED 1
#define ABORTED 2
#define CONSISTENT assert(!(committed && aborted))

/* One bit for each resource manager. */
${mask} prepared, committed, aborted;
/* Who has sent PREPARED, and whose the transaction manager has read. A decision is sent for ever. */
${mask} sent, received;
byte tm = INIT;

active proctype system() {
end: do
  :: d_step { tm == INIT && received == ${all} -> tm = COMMITTED }
  :: d_step { tm == INIT -> tm = ABORTED }${options.join('')}
  od
}
`;
}

/**
 * The form with process types and channels: one process for the transaction manager and one for each resource
 * manager; votes and decisions are messages that are taken when they are read. It has other states than the model
 * (program counters, messages that vanish), so only rates can be compared, and a rate here is for larger states.
 */
export function processes(resourceManagers: number): string {
  const each = (text: (rm: number) => string) =>
    Array.from({ length: resourceManagers }, (_, rm) => text(rm)).join(' ');
  return `#define N ${resourceManagers}
mtype = { working, prepared, committed, aborted };

chan vote = [N] of { byte };
chan decision[N] = [1] of { mtype };
mtype state[N] = working;
byte commits, aborts;

proctype resourceManager(byte me) {
  mtype decided;
  if
  :: atomic { state[me] = prepared; vote !! me } /* sorted: the order of votes is no state */
  :: d_step { state[me] = aborted; aborts++ }
  fi;
  d_step {
    decision[me] ? decided;
    if
    :: decided == committed -> assert(aborts == 0); commits++
    :: decided == aborted -> assert(commits == 0); aborts = aborts + (state[me] != aborted)
    fi;
    state[me] = decided
  }
}

proctype transactionManager() {
  byte votes, rm;
  do
  :: d_step { vote ? rm -> votes++; rm = 0 }
  :: d_step { votes == N -> ${each((rm) => `decision[${rm}] ! committed;`)} } break
  :: d_step { ${each((rm) => `decision[${rm}] ! aborted;`)} } break
  od
}

init {
  atomic { run transactionManager(); ${each((rm) => `run resourceManager(${rm});`)} }
}
`;
}
