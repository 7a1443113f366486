/** The package ships no types; this is what the specs use. */
declare module 'node-red-node-test-helper' {
  import type { NodeAPI } from 'node-red';

  interface TestAgent {
    get(path: string): TestRequest;
    post(path: string): TestRequest;
  }
  interface TestRequest extends PromiseLike<{ status: number; body: unknown; text: string }> {
    send(body: object): TestRequest;
  }
  interface TestHelper {
    init(runtimePath: string): void;
    settings(settings: object): void;
    load(nodes: ((RED: NodeAPI) => void)[], flow: object[], credentials: object): Promise<void>;
    setFlows(flow: object[], type: 'full' | 'flows' | 'nodes'): Promise<void>;
    unload(): Promise<void>;
    startServer(done: () => void): void;
    stopServer(done: () => void): void;
    getNode(id: string): { once(event: 'input', listener: (message: unknown) => void): void };
    request(): TestAgent;
  }
  const helper: TestHelper;
  export default helper;
}
