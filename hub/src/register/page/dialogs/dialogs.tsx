import { useEffect } from 'preact/hooks';
import type { DayRegister } from '../../wire.ts';
import type { Presses } from '../press/use-presses.ts';
import { AddDialog } from './add-dialog.tsx';
import { DismissDialog } from './dismiss-dialog.tsx';
import { ExtraDialog } from './extra-dialog.tsx';
import { GuestsDialog } from './guests-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { SessionDialog } from './session-dialog.tsx';
import './dialogs.css';

/** What a member of staff has opened; by ids, so that it shows what is true now. */
export type Asked =
  | { what: 'person'; sessionId: string; personId: string }
  | { what: 'add' | 'guests' | 'session'; sessionId: string }
  | { what: 'place' | 'dismiss'; tapId: string }
  | { what: 'extra' };

interface Props {
  asked: Asked;
  register: DayRegister;
  presses: Presses;
  onClose: () => void;
}

export function Dialogs({ asked, register, presses, onClose }: Props) {
  const dialog = dialogFor({ asked, register, presses, onClose });
  const gone = dialog === null;
  // Someone else has settled it meanwhile.
  useEffect(() => {
    if (gone) onClose();
  }, [gone]);
  return dialog;
}

function dialogFor({ asked, register, presses, onClose }: Props) {
  const with_ = { presses, onClose };
  if (asked.what === 'extra') return <ExtraDialog register={register} {...with_} />;
  if ('tapId' in asked) {
    const line = register.unplaced.find((one) => one.tapId === asked.tapId);
    if (!line) return null;
    return asked.what === 'place' ? <PlaceDialog line={line} {...with_} /> : <DismissDialog line={line} {...with_} />;
  }
  const session = register.sessions.find((one) => one.sessionId === asked.sessionId);
  if (!session) return null;
  switch (asked.what) {
    case 'add':
      return <AddDialog session={session} {...with_} />;
    case 'guests':
      return <GuestsDialog session={session} {...with_} />;
    case 'session':
      return <SessionDialog session={session} {...with_} />;
    case 'person': {
      const line = session.people.find((one) => one.personId === asked.personId);
      return line ? <PersonDialog line={line} session={session} register={register} {...with_} /> : null;
    }
  }
}
