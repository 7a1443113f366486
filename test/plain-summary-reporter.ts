import Mocha from 'mocha';

/** Mocha's own spec output, closed by the one plain line that CI reads. */
export default class PlainSummaryReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      setImmediate(() => console.log(`${passes} passed, ${failures} failed`));
    });
  }
}
