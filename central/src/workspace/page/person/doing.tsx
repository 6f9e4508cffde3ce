import type { EventOf, PathEvent } from '@tapwell/shared/path/events';
import { current } from '@tapwell/shared/path/programme';
import type { FollowUpRule } from '@tapwell/shared/scheme/policy';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { PathView } from '../../../paths/wire.ts';
import type { ActionKind } from './actions.ts';
import { DetailsDialog } from './details-dialog.tsx';
import { EventDialog, TakeBackDialog } from './event-dialog.tsx';
import { type About, isPlain } from './event-forms.ts';
import { eventWords } from './event-words.ts';
import { PrescriptionDialog } from './prescription-dialog.tsx';
import { Questions } from './questions.tsx';

/** What somebody is about to record. */
export type Doing =
  | { do: 'record'; kind: ActionKind; title: string; event: PathEvent | null }
  | { do: 'take-back'; event: PathEvent; what: string }
  | { do: 'details' };

interface Props {
  doing: Doing;
  view: PathView;
  about: About;
  onRecorded: (said: string) => void;
  onClose: () => void;
}

/** The dialog for it. */
export function Doings({ doing, view, about, onRecorded, onClose }: Props) {
  if (doing.do === 'take-back') {
    const { event, what } = doing;
    return (
      <TakeBackDialog
        {...{ view, event, what, today: about.path.today, onClose }}
        onRecorded={() => onRecorded(`Taken back: ${what}.`)}
      />
    );
  }
  if (doing.do === 'details') {
    return <DetailsDialog {...{ view, onClose }} onRecorded={() => onRecorded('Saved: Change details.')} />;
  }
  const { kind, event } = doing;
  const title = event ? `Correct: ${eventWords(event, about.policy, namesOf(about)).title}` : doing.title;
  const shared = { title, view, onClose, onRecorded: () => onRecorded(event ? 'Corrected.' : `Saved: ${title}.`) };
  if (kind === 'prescription') {
    return <PrescriptionDialog {...shared} about={about} event={event as EventOf<'prescription'> | null} />;
  }
  if (kind === 'conversation') {
    const measures = about.policy.measures.baseline;
    // The person reads it too.
    const asks = event ? title : 'A few questions';
    const asking = askingOf(view, measures, event);
    return <Questions {...shared} title={asks} asking={asking} words={null} as={{ kind }} event={event} />;
  }
  if (kind === 'follow-up') return <FollowUp {...shared} about={about} event={event as EventOf<'follow-up'> | null} />;
  return isPlain(kind) ? <EventDialog {...shared} kind={kind} about={about} event={event} /> : null;
}

interface FollowUpProps {
  title: string;
  view: PathView;
  about: About;
  event: EventOf<'follow-up'> | null;
  onRecorded: () => void;
  onClose: () => void;
}

/** Where several follow-ups are open, first which one it is. */
function FollowUp({ title, view, about, event, onRecorded, onClose }: FollowUpProps) {
  const { policy, path } = about;
  const open = policy.measures.followUps.filter(({ id }) =>
    event ? event.followUp === id : !path.followUps.some((done) => done.followUp === id),
  );
  const [rule, setRule] = useState<FollowUpRule | undefined>(open.length === 1 ? open[0] : undefined);
  if (!rule) {
    return (
      <Modal title="Which follow-up is it?" onClose={onClose}>
        <div class="form__buttons">
          {open.map((one) => (
            <button key={one.id} type="button" class="nhsuk-button" onClick={() => setRule(one)}>
              {one.title}
            </button>
          ))}
          <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
            Cancel
          </button>
        </div>
      </Modal>
    );
  }
  return (
    <Questions
      title={event ? title : rule.title}
      {...{ view, event, onRecorded, onClose }}
      asking={askingOf(view, rule.measures, event)}
      words={rule.words}
      as={{ kind: 'follow-up', followUp: rule.id }}
    />
  );
}

function askingOf({ policy, path, patient }: PathView, measures: string[], event: PathEvent | null) {
  const goals = current(path).prescription?.goals ?? path.programmes[0].prescription?.goals ?? [];
  return { policy, measures, goals, born: patient.born, on: event?.on ?? path.today };
}

function namesOf({ offers }: About) {
  return new Map(offers.map(({ id, name }) => [id, name]));
}
