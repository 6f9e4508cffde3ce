import { useEffect, useState } from 'preact/hooks';
import { io } from 'socket.io-client';
import * as api from './api.ts';
import { Card } from './card.tsx';
import { Faults } from './faults.tsx';
import { Log } from './log.tsx';
import type { PressAction } from './press.ts';
import { Reader } from './reader.tsx';
import type { LogEntry, SimulatorState, WalletCardView } from './types.ts';

/** More lines than this help nobody and slow the page. */
const LOG_LENGTH = 500;

export function App() {
  const [cards, setCards] = useState<WalletCardView[]>([]);
  const [state, setState] = useState<SimulatorState>();
  const [entries, setEntries] = useState<LogEntry[]>([]);
  const [trouble, setTrouble] = useState('');
  const [left, setLeft] = useState(false);

  const attempt = (work: Promise<unknown>) => {
    work.then(() => setTrouble('')).catch((error: Error) => setTrouble(error.message));
  };
  useEffect(() => {
    const fill = async () => {
      const answer = await api.wallet();
      setCards(answer.cards);
      setState(answer.state);
    };
    attempt(fill());
    const socket = io();
    // A reconnecting client is told everything again.
    socket.on('connect', () => {
      setEntries([]);
      setTrouble('');
    });
    socket.on('disconnect', () => setTrouble('The simulator does not answer. Is it still running?'));
    socket.on('state', (now: SimulatorState) => {
      setState(now);
      if (now.onReader === null) setLeft(false);
    });
    socket.on('log', (entry: LogEntry) => setEntries((old) => [...old, entry].slice(-LOG_LENGTH)));
    return () => void socket.close();
  }, []);

  const act = (card: string, action: Exclude<PressAction, undefined>) => {
    if (action === 'leave') setLeft(true);
    else attempt(action === 'tap' ? api.tap(card) : action === 'place' ? api.place(card) : api.remove());
  };
  const lying = cards.find(({ card }) => card === state?.onReader);
  return (
    <main>
      <header>
        <h1>Virtual cards</h1>
        <p>
          Press a card for a quick tap. Hold it down, by mouse, finger or the space bar, to keep it on the reader. Or
          drag it on to the reader.
        </p>
      </header>
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      <div class="desk">
        <section aria-labelledby="wallet-title">
          <h2 id="wallet-title">Wallet</h2>
          <ul class="wallet">
            {cards.map((view) => (
              <li key={view.card}>
                <Card view={view} onReader={view.card === state?.onReader} act={act} />
              </li>
            ))}
          </ul>
        </section>
        <aside>
          <Reader state={state} lying={lying?.name} left={left} lift={() => attempt(api.remove())} />
          <Faults faults={state?.faults} set={(wanted) => attempt(api.setFaults(wanted))} />
        </aside>
      </div>
      <Log entries={entries} clear={() => setEntries([])} />
    </main>
  );
}
