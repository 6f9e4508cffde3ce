import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { TeamMember, TeamView } from '../../../team/team-view.ts';
import type { PageProps } from '../pages.ts';
import { useSaid } from '../use-said.ts';
import { Covers } from './covers.tsx';
import { GlassUses } from './glass-uses.tsx';
import { HandOver } from './hand-over.tsx';
import './team.css';
import { Problem } from '../problem.tsx';

/** Who has how many people, cover for leave, and handing people over. */
export function Team({ me }: PageProps) {
  const { data, problem, reload } = useLive<TeamView>('/api/team?counts=yes');
  const [from, setFrom] = useState<TeamMember>();
  const { said, say, status } = useSaid();
  const done = (words: string) => {
    setFrom(undefined);
    say(words);
    reload();
  };
  const lead = me.role === 'team-lead';
  return (
    <>
      <h1 class="nhsuk-heading-l">Team</h1>
      <Problem says={problem} />
      {!data && !problem && <p>Loading your team…</p>}
      {data && (
        <>
          <p class="quiet" role="status" tabIndex={-1} ref={status}>
            {said}
          </p>
          {lead ? (
            <Members view={data} onHandOver={setFrom} />
          ) : (
            <section class="team__part" aria-labelledby="hand-over">
              <h2 class="nhsuk-heading-m" id="hand-over">
                Hand people over
              </h2>
              <p>Somebody else takes them on for good. For some days only, arrange cover.</p>
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary"
                onClick={() => setFrom({ id: me.id, name: me.name, counts: null })}
              >
                Hand people over
              </button>
            </section>
          )}
          <Covers view={data} me={me} onDone={done} />
          {lead && <GlassUses onDone={done} />}
          {from && <HandOver from={from} me={me} view={data} onDone={done} onClose={() => setFrom(undefined)} />}
        </>
      )}
    </>
  );
}

function Members({ view, onHandOver }: { view: TeamView; onHandOver: (from: TeamMember) => void }) {
  return (
    <section aria-labelledby="members">
      <h2 class="nhsuk-heading-m" id="members">
        Who has whom
      </h2>
      <div class="wide">
        <table class="nhsuk-table team">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="team__number">
                People
              </th>
              <th scope="col" class="team__number">
                Waiting
              </th>
              <th scope="col" class="team__number">
                Need something
              </th>
              <th scope="col">
                <span class="nhsuk-u-visually-hidden">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {view.linkWorkers.map((member) => (
              <tr key={member.id}>
                <th scope="row">
                  <a href={`#caseload/${member.id}`}>
                    {member.name}
                    <span class="nhsuk-u-visually-hidden">: their people</span>
                  </a>
                </th>
                <td class="team__number">{member.counts?.people}</td>
                <td class="team__number">{member.counts?.waiting}</td>
                <td class="team__number">{member.counts?.needing}</td>
                <td>
                  {(member.counts?.people ?? 0) > 0 && (
                    <button
                      type="button"
                      class="nhsuk-button nhsuk-button--secondary team__act"
                      aria-label={`Hand over people of ${member.name}`}
                      onClick={() => onHandOver(member)}
                    >
                      Hand over
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {view.withNobody !== null && view.withNobody > 0 && (
        <p class="quiet">
          {view.withNobody === 1 ? 'One person is' : `${view.withNobody} people are`} with nobody yet: they are among
          the referrals.
        </p>
      )}
    </section>
  );
}
