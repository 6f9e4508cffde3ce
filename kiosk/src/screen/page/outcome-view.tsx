import type { Outcome, OutcomeOf } from '@tapwell/shared/tap/outcome';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { withWhom } from '../words/with-whom.ts';
import type { Words } from '../words/words.ts';
import * as Sign from './pictures.tsx';

interface Props {
  outcome: Outcome;
  words: Words;
  onChoose: (sessionId: string) => void;
  /** Set while a choice may still be undone. */
  onUndo: (() => void) | undefined;
}

/** One outcome, full screen, one message; each with a sign of its own. */
export function OutcomeView({ outcome, words, onChoose, onUndo }: Props) {
  switch (outcome.outcome) {
    case 'checked-in':
      return (
        <Message tone="done" sign={<Sign.Tick />} title={words.welcome(outcome.name)}>
          <p>{words.now(outcome.activity, outcome.time)}</p>
          <p class="visit">{words.visit(outcome.visit, outcome.of)}</p>
          {outcome.of !== null && <Sign.Dots filled={outcome.visit} of={outcome.of} />}
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
        <Message tone="done" sign={<Sign.TickTwice />} title={words.already(outcome.name)}>
          <p>{words.enjoy}</p>
          <p>{words.now(outcome.activity, outcome.time)}</p>
        </Message>
      );
    case 'checked-out':
      return (
        <Message tone="done" sign={<Sign.Home />} title={words.thankYou(outcome.name)}>
          <p class="visit">{words.stayed(outcome.minutes)}</p>
          <p>{words.now(outcome.activity, outcome.time)}</p>
        </Message>
      );
    case 'companion-recorded':
      return (
        <Message tone="done" sign={<Sign.Together />} title={words.welcome(outcome.name)}>
          <p>{words.hereWith(withWhom(outcome.with))}</p>
          <p>{words.now(outcome.activity, outcome.time)}</p>
        </Message>
      );
    case 'choose-session':
      return <Choose outcome={outcome} words={words} onChoose={onChoose} />;
    case 'drop-in':
      return (
        <Message tone="done" sign={<Sign.Told />} title={words.thankYou(outcome.name)}>
          <p>{words.teamTold}</p>
        </Message>
      );
    case 'prescription-ended':
      return (
        <Message tone="wait" sign={<Sign.Word />} title={words.welcome(outcome.name)}>
          <p>{words.haveAWord(outcome.linkWorker)}</p>
        </Message>
      );
    case 'card-not-recognised':
    case 'card-blocked':
    case 'card-suspect':
      return (
        <Message tone="wait" sign={<Sign.People />} title={words.seeStaff}>
          <p class="code">{words.staffCode(outcome.code)}</p>
        </Message>
      );
    case 'hold-card-longer':
      return <Message tone="wait" sign={<Sign.HoldCard />} title={words.holdLonger} />;
    case 'saved-offline':
      return <Message tone="done" sign={<Sign.Saved />} title={words.saved} />;
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
  const first = useRef<HTMLButtonElement>(null);
  // Someone with one switch need not search for the first choice.
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="choose tone-wait">
      <h1>
        <Sign.Question />
        {words.choose(outcome.name)}
      </h1>
      <div class={`choices choices--${outcome.choices.length}`}>
        {outcome.choices.map((choice, i) => (
          <button
            type="button"
            class="choice"
            key={choice.sessionId}
            ref={i === 0 ? first : undefined}
            onClick={() => onChoose(choice.sessionId)}
          >
            <strong>{choice.activity}</strong>
            <span>
              <bdi>{words.clock(choice.time)}</bdi>
              {choice.room && (
                <>
                  {' · '}
                  <bdi>{choice.room}</bdi>
                </>
              )}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

function Message({
  tone,
  sign,
  title,
  children,
}: {
  tone: 'done' | 'wait';
  sign: ComponentChildren;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`message tone-${tone}`}>
      {sign}
      <div class="message__words">
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
