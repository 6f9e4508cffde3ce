import { useEffect, useRef, useState } from 'preact/hooks';
import { HOLD_MS, type Press, type PressAction, type PressInput, press } from './press.ts';
import type { WalletCardView } from './types.ts';

interface Props {
  readonly view: WalletCardView;
  readonly onReader: boolean;
  readonly act: (card: string, action: Exclude<PressAction, undefined>) => void;
}

/** A card of the wallet: a button that can be tapped, held and carried to the reader. */
export function Card({ view, onReader, act }: Props) {
  const state = useRef<Press>({ at: 'rest' });
  const long = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const [offset, setOffset] = useState<{ x: number; y: number } | undefined>(undefined);

  const feed = (input: PressInput) => {
    const [next, action] = press(state.current, input);
    state.current = next;
    if (input.on === 'down') long.current = setTimeout(() => feed({ on: 'long' }), HOLD_MS);
    if (next.at !== 'down') clearTimeout(long.current);
    if (next.at === 'rest') setOffset(undefined);
    if (action) act(view.card, action);
  };
  useEffect(() => () => clearTimeout(long.current), []);

  const isKey = (event: KeyboardEvent) => event.key === 'Enter' || event.key === ' ';
  return (
    <button
      type="button"
      class={`card card-${view.profile === 'ntag424' ? 'own' : 'other'}${onReader ? ' card-on' : ''}`}
      style={offset && { transform: `translate(${offset.x}px, ${offset.y}px)`, zIndex: 2 }}
      data-card={view.card}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY };
        feed({ on: 'down', x: event.clientX, y: event.clientY });
      }}
      onPointerMove={(event) => {
        if (state.current.at === 'rest') return;
        const { clientX: x, clientY: y } = event;
        feed({ on: 'move', x, y, over: overReader(x, y) });
        if (state.current.at === 'carried') setOffset({ x: x - start.current.x, y: y - start.current.y });
      }}
      onPointerUp={() => feed({ on: 'up' })}
      onPointerCancel={() => feed({ on: 'cancel' })}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        if (!event.repeat) feed({ on: 'down', x: 0, y: 0 });
      }}
      onKeyUp={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        feed({ on: 'up' });
      }}
      onBlur={() => feed({ on: 'cancel' })}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // Assistive technology clicks without a pointer or a key; those have been counted already.
        if (event.detail === 0 && event.isTrusted && state.current.at === 'rest') act(view.card, 'tap');
      }}
    >
      <span class="card-name">{view.name}</span>
      <span class="card-kind">{view.kind}</span>
      <Waves />
      {onReader && <span class="card-state">on the reader</span>}
    </button>
  );
}

function overReader(x: number, y: number): boolean {
  const box = document.getElementById('reader')?.getBoundingClientRect();
  return box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

function Waves() {
  return (
    <svg class="card-waves" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M6 8a7 7 0 0 1 0 8M10 6a11 11 0 0 1 0 12M14 4a15 15 0 0 1 0 16" />
    </svg>
  );
}
