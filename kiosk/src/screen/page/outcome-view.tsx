import type { Outcome, OutcomeOf } from '@tapwell/shared/tap/outcome';
import type { ComponentChildren } from 'preact';
import { Dots, HoldCard, People, Question, Tick } from './pictures.tsx';
import type { Words } from './words.ts';

interface Props {
  outcome: Outcome;
  words: Words;
  onChoose: (sessionId: string) => void;
  /** Set while a choice may still be undone. */
  onUndo: (() => void) | undefined;
}

/** One outcome, full screen, one message. */
export function OutcomeView({ outcome, words, onChoose, onUndo }: Props) {
  switch (outcome.outcome) {
    case 'checked-in':
      return (
        <Message tone="done" picture={<Tick />} title={words.welcome(outcome.name)}>
          <p>{words.now(outcome.activity, outcome.time)}</p>
          <p class="visit">{words.visit(outcome.visit, outcome.of)}</p>
          <Dots filled={outcome.visit} of={outcome.of} />
          {outcome.visit === outcome.of && <p>{words.lastVisit}</p>}
          {onUndo && (
            <button type="button" class="undo" onClick={onUndo}>
              {words.wrongOne}
            </button>
          )}
        </Message>
      );
    case 'already-checked-in':
      return (
        <Message tone="done" picture={<Tick />} title={words.already(outcome.name)}>
          <p>{words.enjoy}</p>
          <p>{words.now(outcome.activity, outcome.time)}</p>
        </Message>
      );
    case 'choose-session':
      return <Choose outcome={outcome} words={words} onChoose={onChoose} />;
    case 'drop-in':
      return (
        <Message tone="done" picture={<Tick />} title={words.thankYou(outcome.name)}>
          <p>{words.teamTold}</p>
        </Message>
      );
    case 'prescription-ended':
      return (
        <Message tone="wait" picture={<People />} title={words.welcome(outcome.name)}>
          <p>{words.haveAWord(outcome.linkWorker)}</p>
        </Message>
      );
    case 'card-not-recognised':
    case 'card-blocked':
    case 'card-suspect':
      return (
        <Message tone="wait" picture={<People />} title={words.seeStaff}>
          <p class="code">{words.staffCode(outcome.code)}</p>
        </Message>
      );
    case 'hold-card-longer':
      return <Message tone="wait" picture={<HoldCard />} title={words.holdLonger} />;
    case 'saved-offline':
      return <Message tone="done" picture={<Tick />} title={words.saved} />;
  }
}

function Choose({
  outcome,
  words,
  onChoose,
}: {
  outcome: OutcomeOf<'choose-session'>;
  words: Words;
  onChoose: (sessionId: string) => void;
}) {
  return (
    <div class="choose tone-wait">
      <h1>
        <Question />
        {words.choose(outcome.name)}
      </h1>
      {outcome.choices.map((choice) => (
        <button type="button" class="choice" key={choice.sessionId} onClick={() => onChoose(choice.sessionId)}>
          <strong>{choice.activity}</strong>
          <span>{[choice.time, choice.room && words.room(choice.room)].filter(Boolean).join(' · ')}</span>
        </button>
      ))}
    </div>
  );
}

function Message({
  tone,
  picture,
  title,
  children,
}: {
  tone: 'done' | 'wait';
  picture: ComponentChildren;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`message tone-${tone}`}>
      {picture}
      <h1>{title}</h1>
      {children}
    </div>
  );
}
