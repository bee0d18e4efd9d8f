import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { answerQuestions } from './answer.ts';

/** A way to a server on this machine on which each statement takes so much longer. */
export interface DistanceQuestion {
  readonly ask: 'start';
  readonly port: number;
  readonly delayMs: number;
}

const sockets = new Set<Socket>();

answerQuestions<DistanceQuestion>(async ({ port, delayMs }) => {
  const server = createServer((client) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, far],
      [far, client],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    // What is asked is on its way for so long; the answer comes at once.
    client.on('data', (chunk) => setTimeout(() => far.write(chunk), delayMs));
    client.on('end', () => setTimeout(() => far.end(), delayMs));
    far.on('data', (chunk) => client.write(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port was asked for');
  return address.port;
});

process.once('disconnect', () => {
  for (const socket of sockets) socket.destroy();
  process.exit();
});
