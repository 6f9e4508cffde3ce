import { useState } from 'preact/hooks';
import type { LineView } from '../../../imports/wire.ts';

const IS = { ready: 'Ready', same: 'On record already', 'left-out': 'Left out' } as const;
const AT_ONCE = 200;

/** Every line of a file and what would come of it; those that are left out first. */
export function Lines({ lines }: { lines: LineView[] }) {
  const [shown, setShown] = useState(AT_ONCE);
  if (lines.length === 0) return null;
  const order = [...lines].sort((a, b) => Number(b.is === 'left-out') - Number(a.is === 'left-out') || a.line - b.line);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard */}
      <section class="wide" tabIndex={0} aria-label="Lines of the file">
        <table class="nhsuk-table preview">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Whom or what</th>
              <th scope="col">What happens</th>
            </tr>
          </thead>
          <tbody>
            {order.slice(0, shown).map((line) => (
              <tr key={line.line} data-is={line.is}>
                <td>{line.line}</td>
                <th scope="row">{line.what}</th>
                <td>
                  <span class={`preview__is preview__is--${line.is}`}>
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                      <path d={SHAPES[line.is]} />
                    </svg>
                    {IS[line.is]}
                  </span>
                  {line.says.map((says) => (
                    <span class="preview__note" key={says}>
                      {says}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {order.length > shown && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={() => setShown(shown + AT_ONCE)}>
          Show more of the {order.length - shown} others
        </button>
      )}
    </>
  );
}

const SHAPES = { ready: 'M3 8 L7 12 L13 4', same: 'M3 6 H13 M3 10 H13', 'left-out': 'M3 3 L13 13 M13 3 L3 13' };
