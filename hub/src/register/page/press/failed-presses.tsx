import type { Presses } from './use-presses.ts';

/** What was pressed and is not saved: said at once, and offered again. */
export function FailedPresses({ presses }: { presses: Presses }) {
  const { failed, tryAgain, giveUp } = presses;
  return (
    <div role="alert">
      {failed.map((one) => (
        <div class="failed" key={JSON.stringify(one.press)}>
          <p>
            <strong>{one.again ? 'Not saved:' : 'Not possible:'}</strong> {one.words}. {one.problem}
          </p>
          <p class="buttons">
            {one.again && (
              <button
                type="button"
                class="nhsuk-button small"
                aria-label={`Try again: ${one.words}`}
                onClick={() => tryAgain(one)}
              >
                Try again
              </button>
            )}
            <button
              type="button"
              class="nhsuk-button nhsuk-button--secondary small"
              aria-label={`${one.again ? 'Leave it' : 'All right'}: ${one.words}`}
              onClick={() => giveUp(one)}
            >
              {one.again ? 'Leave it' : 'All right'}
            </button>
          </p>
        </div>
      ))}
    </div>
  );
}
