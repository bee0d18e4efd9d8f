import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** Answers as SQL Server Browser, from the question on that it is told; at an address of this machine of its own. */
export async function sqlBrowser(
  address: string,
  instances: Readonly<Record<string, number>>,
  fromQuestion = 1,
) {
  const questions: Buffer[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address: back }) => {
    questions.push(question);
    if (questions.length < fromQuestion) return;
    const list = Object.entries(instances).map(
      ([name, tcp]) =>
        `ServerName;SRV;InstanceName;${name};IsClustered;No;Version;11.0.7001.0${tcp > 0 ? `;tcp;${tcp}` : ''};;`,
    );
    const body = Buffer.from(list.join(''), 'latin1');
    const head = Buffer.from([5, body.length & 0xff, body.length >> 8]);
    socket.send(Buffer.concat([head, body]), port, back);
  });
  socket.bind(1434, address);
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return questions;
}
