import { useState } from 'preact/hooks';
import type { LogEntry } from './types.ts';

const WORDS = { in: 'to card', out: 'from card', none: '' };
const FRAME_WORDS = { in: 'from host', out: 'to host', none: '' };

/** Everything that passed, newest first, with a button to copy it all. */
export function Log({ entries, clear }: { readonly entries: readonly LogEntry[]; readonly clear: () => void }) {
  const [frames, setFrames] = useState(true);
  const [copied, setCopied] = useState('');
  const shown = entries.filter((entry) => frames || entry.layer !== 'frame');
  const copy = async () => {
    const text = shown.map((e) => [e.at, e.layer, way(e), e.hex, e.text].filter(Boolean).join('\t')).join('\n');
    try {
      await navigator.clipboard.writeText(text);
      setCopied(`${shown.length} lines copied.`);
    } catch {
      setCopied('The browser did not allow copying; select the lines instead.');
    }
  };
  return (
    <section class="log" aria-labelledby="log-title">
      <div class="log-head">
        <h2 id="log-title">What passed</h2>
        <label class="log-filter">
          <input type="checkbox" checked={frames} onChange={(event) => setFrames(event.currentTarget.checked)} /> show
          frames
        </label>
        <button type="button" class="action" onClick={copy}>
          Copy all
        </button>
        <button type="button" class="action action-quiet" onClick={clear}>
          Clear
        </button>
        <span role="status" class="quiet">
          {copied}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="quiet">Nothing yet. Tap a card.</p>
      ) : (
        // Scrolls on its own, so it must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus
        <section class="log-scroll" tabIndex={0} aria-label="Log entries, newest first">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Way</th>
                <th scope="col">What</th>
                <th scope="col">Bytes</th>
              </tr>
            </thead>
            <tbody>
              {shown.toReversed().map((entry, i) => (
                <tr key={shown.length - i} class={`log-${entry.layer}`}>
                  <td class="log-time">{entry.at.slice(11, 23)}</td>
                  <td class="log-way">{way(entry)}</td>
                  <td>{entry.text}</td>
                  <td class="log-hex">{entry.hex}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function way(entry: LogEntry): string {
  return entry.layer === 'frame' ? FRAME_WORDS[entry.direction] : WORDS[entry.direction];
}
