import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { CrowdResult, CrowdTask } from './crowd.ts';

// The crowd itself. Plain sockets and prepared bytes: on a machine of few cores
// a client that parses and builds would be measured along with the server.

/** Where the first whole answer in `text` ends and its body begins; undefined while it is not all there. */
const FRAMES = {
  http(text: string): { body: number; end: number } | undefined {
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return undefined;
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
    if (length === undefined) throw new Error('an answer without a length');
    const end = head + 4 + Number(length);
    return text.length >= end ? { body: head + 4, end } : undefined;
  },
  /** A bulk string, which is what XADD answers; an error ends at its line. */
  redis(text: string): { body: number; end: number } | undefined {
    const line = text.indexOf('\r\n');
    if (line < 0) return undefined;
    const end = text[0] === '$' ? line + 2 + Number(text.slice(1, line)) + 2 : line + 2;
    return text.length >= end ? { body: text[0] === '$' ? line + 2 : 0, end } : undefined;
  },
};

process.once('message', async (task: CrowdTask) => {
  try {
    process.send!(await send(task));
  } catch (error) {
    process.send!({ error: String(error) });
  }
});

async function send({ protocol, port, connections }: CrowdTask): Promise<CrowdResult> {
  const requests = connections.map((list) => list.map((request) => Buffer.from(request, 'utf8')));
  const sockets = await Promise.all(
    requests.map(async () => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  const begun = performance.now();
  const done = await Promise.all(sockets.map((socket, i) => converse(socket, requests[i]!, FRAMES[protocol])));
  const seconds = (performance.now() - begun) / 1000;
  for (const socket of sockets) socket.destroy();
  return { seconds, latencies: done.flatMap((d) => d.latencies), answers: done.map((d) => d.answers) };
}

function converse(
  socket: Socket,
  requests: Buffer[],
  frame: (text: string) => { body: number; end: number } | undefined,
): Promise<{ latencies: number[]; answers: string[] }> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const answers: string[] = [];
    let text = '';
    let sentAt = 0;
    const next = () => {
      const request = requests[answers.length];
      if (!request) return resolve({ latencies, answers });
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk: string) => {
      text += chunk;
      try {
        const found = frame(text);
        if (!found) return;
        latencies.push(performance.now() - sentAt);
        answers.push(text.slice(found.body, found.end));
        text = text.slice(found.end);
        next();
      } catch (error) {
        reject(error);
      }
    });
    next();
  });
}
