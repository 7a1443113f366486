/** What a test leaves running would keep the run from ending, for as long as whoever started it has patience. */
const patienceMs = 10_000;

export function mochaGlobalTeardown(): void {
  setTimeout(() => {
    const held = process.getActiveResourcesInfo().join(', ');
    console.error(`The tests are through, but something they started still runs: ${held}. Each test has to stop what it starts.`);
    process.exit(1);
  }, patienceMs).unref();
}
