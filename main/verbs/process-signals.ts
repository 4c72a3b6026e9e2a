// The signals of this process that a service needs beyond "stop": read the files anew, and stop at once. They are
// listened to only while somebody asks for them, so that every other verb ends by them as programs do.

export type EndSignal = 'SIGINT' | 'SIGTERM';

export type ProcessSignals = {
  /** Returns the way to stop listening. */
  onHangUp(listener: () => void): () => void;
  onEnd(listener: (signal: EndSignal) => void): () => void;
  /** Ends the process whatever is still open. */
  leave(code: number): void;
};

const endSignals: readonly EndSignal[] = ['SIGINT', 'SIGTERM'];

/** On Windows a hang-up means that the console was closed: there nothing is to be read anew. */
export function createProcessSignals(platform: NodeJS.Platform = process.platform): ProcessSignals {
  return {
    onHangUp: (listener) => (platform === 'win32' ? () => undefined : listen('SIGHUP', listener)),
    onEnd(listener) {
      const stops = endSignals.map((signal) => listen(signal, () => listener(signal)));
      return () => {
        for (const each of stops) each();
      };
    },
    leave: (code) => process.exit(code),
  };
}

function listen(signal: NodeJS.Signals, listener: () => void): () => void {
  process.on(signal, listener);
  return () => void process.off(signal, listener);
}
