import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import type { DayRegister, PersonLine, SessionRegister } from '../../wire.ts';
import { methodWord, sessionTitle, stateWords } from '../words/session-words.ts';
import { type DialogProps, Problem, useSend } from './form.tsx';
import { CompanionForm, ExcuseForm, MarkForm, NoteForm, TimeForm, UndoForm } from './person-forms.tsx';

export interface PersonProps extends DialogProps {
  line: PersonLine;
  session: SessionRegister;
  register: DayRegister;
}

/** What needs a few words before it is done. */
type Step = 'came' | 'left' | 'companion' | 'note' | 'undo' | 'excuse' | 'mark';

/** Everything about one person at one session, and everything that can be done about it. */
export function PersonDialog(props: PersonProps) {
  const { line, session, onClose } = props;
  const [step, setStep] = useState<Step>();
  const back = () => setStep(undefined);
  return (
    <Modal title={line.name} onClose={onClose}>
      <p class="about">
        {stateWords(line)}
        {line.late && <span class="word">late</span>}
        {methodWord(line) && <span class="word">{methodWord(line)}</span>}
        <span class="quiet about__where">{sessionTitle(session)}</span>
      </p>
      {(line.by || line.reason) && (
        <p class="quiet">{[line.by && `By ${line.by}`, line.reason].filter(Boolean).join(': ')}</p>
      )}
      {step === undefined && <Menu {...props} onStep={setStep} />}
      {step === 'mark' && <MarkForm {...props} onBack={back} />}
      {step === 'excuse' && <ExcuseForm {...props} onBack={back} />}
      {step === 'undo' && <UndoForm {...props} onBack={back} />}
      {step === 'companion' && <CompanionForm {...props} onBack={back} />}
      {step === 'note' && <NoteForm {...props} onBack={back} />}
      {(step === 'came' || step === 'left') && <TimeForm {...props} of={step} onBack={back} />}
      {step === undefined && line.history.length > 0 && (
        <section aria-label="What was done by hand">
          <h3 class="nhsuk-heading-xs">What was done by hand</h3>
          <ol class="history">
            {line.history.map((one) => (
              <li key={one.at + one.words}>
                <span class="history__at">{one.at}</span> {one.words}
              </li>
            ))}
          </ol>
        </section>
      )}
    </Modal>
  );
}

function Menu(props: PersonProps & { onStep: (step: Step) => void }) {
  const { line, session, register, presses, onClose, onStep } = props;
  const { send, problem } = useSend(presses, onClose);
  const who = { sessionId: session.sessionId, personId: line.personId };
  const there = line.state === 'here' || line.state === 'left';
  const elsewhere = line.state === 'elsewhere';
  const toCome = register.day > register.today;
  return (
    <>
      <Problem says={problem} />
      <div class="menu">
        {!there && !elsewhere && !toCome && session.status !== 'cancelled' && (
          <Item does={() => onStep('mark')} primary>
            Mark as here
          </Item>
        )}
        {!there && !elsewhere && line.state !== 'excused' && <Item does={() => onStep('excuse')}>Excused</Item>}
        {line.state === 'excused' && (
          <Item does={() => void send({ do: 'expect-again', ...who })}>Not excused: expect them</Item>
        )}
        {line.state === 'here' && session.when === 'now' && (
          <Item does={() => void send({ do: 'left', ...who })} primary={session.timed}>
            Left now
          </Item>
        )}
        {there && <Item does={() => onStep('left')}>Left at another time</Item>}
        {line.state === 'left' && (
          <Item does={() => void send({ do: 'left', ...who, at: null })}>They have not left</Item>
        )}
        {there && (
          <>
            <Item does={() => onStep('came')}>Came at another time</Item>
            <Item does={() => onStep('companion')}>Someone came along with them</Item>
            {line.companions.map((one) => (
              <Item
                key={one.visitId}
                does={() => void send({ do: 'remove-companion', sessionId: session.sessionId, visitId: one.visitId })}
              >
                {one.name} did not come along
              </Item>
            ))}
            <Item does={() => onStep('note')}>Write a note</Item>
            <Item does={() => onStep('undo')}>Undo: they are not here</Item>
          </>
        )}
        <Item does={onClose}>Close</Item>
      </div>
    </>
  );
}

function Item({
  does,
  primary,
  children,
}: {
  does: () => void;
  primary?: boolean;
  children: preact.ComponentChildren;
}) {
  return (
    <button type="button" class={`nhsuk-button ${primary ? '' : 'nhsuk-button--secondary'}`} onClick={does}>
      {children}
    </button>
  );
}
