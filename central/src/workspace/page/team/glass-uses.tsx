import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { GlassView } from '../../../access/wire.ts';
import { timeWords } from '../dates.ts';
import { Problem } from '../problem.tsx';

const ZONE = 'Europe/London';

/** Who looked at somebody else's person, and why: for a team lead to look at, once each. */
export function GlassUses({ onDone }: { onDone: (said: string) => void }) {
  const { data, reload } = useLive<{ uses: GlassView[] }>('/api/break-glass');
  const [problem, setProblem] = useState<string>();
  const fresh = data?.uses.filter((use) => use.seenAt === null) ?? [];
  const seen = data?.uses.filter((use) => use.seenAt !== null) ?? [];
  const look = (use: GlassView) =>
    api(`/api/break-glass/${encodeURIComponent(use.id)}/seen`, {}).then(
      () => {
        reload();
        onDone('Looked at.');
      },
      (error: Error) => setProblem(error.message),
    );
  return (
    <section class="team__part" aria-labelledby="glass">
      <h2 class="nhsuk-heading-m" id="glass">
        Who looked at somebody else’s person
      </h2>
      <Problem says={problem} />
      {data && fresh.length === 0 && <p class="quiet">There is nothing new to look at.</p>}
      <ul class="team__covers">
        {fresh.map((use) => (
          <li key={use.id}>
            <UseWords use={use} />
            <button
              type="button"
              class="nhsuk-button nhsuk-button--secondary team__act"
              aria-label={`Looked at: ${use.staff} and ${use.person}`}
              onClick={() => void look(use)}
            >
              Looked at
            </button>
          </li>
        ))}
      </ul>
      {seen.length > 0 && (
        <details class="venues">
          <summary>Looked at before: {seen.length}</summary>
          <ul>
            {seen.map((use) => (
              <li key={use.id}>
                <UseWords use={use} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function UseWords({ use }: { use: GlassView }) {
  return (
    <span>
      <strong>{use.staff}</strong> looked at <a href={`#person/${use.pathId}`}>{use.person}</a>,{' '}
      {timeWords(use.at, ZONE)}: {use.reason}
    </span>
  );
}
