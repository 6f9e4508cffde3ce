import type { StaffState } from '../../../staff/staff-mode.ts';

/** What a tested card is, in one sentence. */
function testWords(test: NonNullable<StaffState['test']>): string {
  switch (test.verdict) {
    case 'torn':
      return 'The card was taken away too early. Please hold it still.';
    case 'no-answer':
      return 'The hub did not answer. Please try again.';
    case 'unknown':
      return 'This card is not known here.';
    case 'not-genuine':
      return 'This card is not genuine: it shows a known number but cannot prove it.';
    case 'used-before':
      return 'This read of the card was used before. It may be a copy.';
    case 'genuine':
      return 'A genuine Tapwell card.';
    case 'number-only':
      return 'A card known by its number only (low assurance).';
  }
}

const STATE_WORDS: Record<string, string> = {
  active: 'It is active.',
  issued: 'It is active.',
  lost: 'It was reported lost, and is blocked.',
  replaced: 'It was replaced by another card.',
  expired: 'It has expired.',
  blocked: 'It is blocked.',
};

/** What a card is. One card for each press: every other that is laid down is checked in as always. */
export function CardTest({ staff, onTest }: { staff: StaffState; onTest: () => void }) {
  const { test, testing } = staff;
  return (
    <section aria-labelledby="test-title">
      <h2 id="test-title">Test a card</h2>
      <div role="status">
        {testing && <p>Lay one card on the reader now. Nobody is checked in by it.</p>}
        {test && <p class="verdict">{testWords(test)}</p>}
        {test && 'state' in test && test.state && <p>{STATE_WORDS[test.state] ?? test.state}</p>}
        {test && 'name' in test && test.name && <p>It is {test.name}’s card.</p>}
      </div>
      {!testing && <p>A card laid on the reader checks its owner in, now as always.</p>}
      <button type="button" aria-disabled={testing} onClick={onTest}>
        Test one card
      </button>
    </section>
  );
}
