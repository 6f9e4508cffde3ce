import { GOALS_LABEL, GOALS_QUESTION } from '@tapwell/shared/measures/goals';
import { IPAQ_INTRODUCTIONS, IPAQ_QUESTIONS } from '@tapwell/shared/measures/ipaq';
import { ONS4_QUESTIONS } from '@tapwell/shared/measures/ons4';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Fault } from '../form/fields.ts';
import { FormField } from '../form/form-fields.tsx';
import type { Answers, Asking, Page } from './answers.ts';

interface Props {
  page: Page;
  answers: Answers;
  asking: Asking;
  faults: Fault[];
  heading: { current: HTMLHeadingElement | null };
  onChange: (answers: Answers) => void;
}

/** One page of the questions: large, and with nothing that has to be answered. */
export function QuestionPage({ page, answers, asking, faults, heading, onChange }: Props) {
  const faultOf = (name: string) => faults.find((fault) => fault.name === name)?.says;
  const title = (words: string) => (
    <h2 class="nhsuk-heading-m questions__title" id="questions-title" tabIndex={-1} ref={heading}>
      {words}
    </h2>
  );
  switch (page.is) {
    case 'ons4': {
      const [least, most] = page.question === 'anxious' ? ANXIOUS : NOT_TO_COMPLETELY;
      return (
        <>
          {title(ONS4_QUESTIONS[page.question])}
          <Scale
            least={least}
            most={most}
            value={answers.ons4[page.question]}
            onChange={(value) => onChange({ ...answers, ons4: { ...answers.ons4, [page.question]: value } })}
          />
        </>
      );
    }
    case 'goal': {
      const goal = answers.goals.find(({ id }) => id === page.goalId);
      return (
        <>
          {title(goal?.goal ?? '')}
          <p class="questions__words">{GOALS_QUESTION}</p>
          <Scale
            least="Not started"
            most="I have got there"
            value={goal?.progress ?? null}
            onChange={(progress) =>
              onChange({
                ...answers,
                goals: answers.goals.map((one) => (one.id === page.goalId ? { ...one, progress } : one)),
              })
            }
          />
          <p class="quiet">{GOALS_LABEL}</p>
        </>
      );
    }
    case 'age':
      return (
        <>
          {title('How old are you?')}
          <FormField
            field={{ is: 'number', name: 'age', label: 'Years', from: 0, to: 130, hint: AGE_HINT }}
            value={answers.age}
            fault={faultOf('age')}
            onChange={(age) => onChange({ ...answers, age })}
          />
        </>
      );
    case 'ipaq': {
      const activity = answers[page.kind];
      const set = (part: Partial<typeof activity>) => onChange({ ...answers, [page.kind]: { ...activity, ...part } });
      const active = activity.days !== '' && activity.days !== '0' && activity.days !== '?';
      return (
        <>
          <p class="questions__words">{IPAQ_INTRODUCTIONS[page.kind]}</p>
          {title(IPAQ_QUESTIONS[`${page.kind}Days`])}
          <Choices
            options={DAYS}
            label={IPAQ_QUESTIONS[`${page.kind}Days`]}
            value={activity.days}
            onChange={(days) => set({ days })}
          />
          {active && (
            <>
              <p class="questions__words">
                <strong>{IPAQ_QUESTIONS[`${page.kind}Time`]}</strong>
              </p>
              <Time time={activity} faultOf={faultOf} onChange={set} />
            </>
          )}
        </>
      );
    }
    case 'sitting':
      return (
        <>
          <p class="questions__words">{IPAQ_INTRODUCTIONS.sitting}</p>
          {title(IPAQ_QUESTIONS.sitting)}
          <Time
            time={answers.sitting}
            faultOf={faultOf}
            onChange={(part) => onChange({ ...answers, sitting: { ...answers.sitting, ...part } })}
          />
        </>
      );
    case 'imported':
      return (
        <>
          {title('Scores worked out elsewhere')}
          {asking.policy.measures.imported
            .filter(({ id }) => asking.measures.includes(id))
            .map(({ id, title: label, from, to, better }) => (
              <FormField
                key={id}
                field={{
                  ...{ is: 'number', name: id, label: `${label}, from ${from} to ${to}`, from, to, optional: true },
                  hint: better === 'higher' ? 'More is better.' : 'Less is better.',
                }}
                value={answers.imported[id] ?? ''}
                fault={faultOf(id)}
                onChange={(value) => onChange({ ...answers, imported: { ...answers.imported, [id]: value } })}
              />
            ))}
        </>
      );
  }
}

const NOT_TO_COMPLETELY = ['Not at all', 'Completely'] as const;
const ANXIOUS = ['Not at all anxious', 'Completely anxious'] as const;
const AGE_HINT = 'The questions about activity are for people from 15 to 69. Without an age they cannot be kept.';
const DAYS = [
  { value: '0', label: 'None' },
  ...['1', '2', '3', '4', '5', '6', '7'].map((value) => ({ value, label: value })),
  { value: '?', label: 'I don’t know' },
];
const NUMBERS = Array.from({ length: 11 }, (_, n) => ({ value: String(n), label: String(n) }));

function Scale(props: { least: string; most: string; value: number | null; onChange: (value: number | null) => void }) {
  const { least, most, value, onChange } = props;
  return (
    <>
      <p class="questions__ends">
        <span>0: {least}</span>
        <span>10: {most}</span>
      </p>
      <Choices
        options={NUMBERS}
        label={`From 0, ${least.toLowerCase()}, to 10, ${most.toLowerCase()}`}
        value={value === null ? '' : String(value)}
        onChange={(chosen) => onChange(chosen === '' ? null : Number(chosen))}
      />
    </>
  );
}

/** Radio buttons as large boxes, and a way to take the answer back. */
function Choices(props: {
  options: { value: string; label: ComponentChildren }[];
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { options, label, value, onChange } = props;
  const id = useId();
  return (
    <fieldset class="choices">
      <legend class="nhsuk-u-visually-hidden">{label}</legend>
      <div class="choices__all">
        {options.map((option) => (
          <label
            key={option.value}
            class={`choices__one ${option.label === String(option.value) ? '' : 'choices__one--wide'}`}
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {value !== '' && (
        <button type="button" class="choices__none" onClick={() => onChange('')}>
          Leave this question out
        </button>
      )}
    </fieldset>
  );
}

interface TimeProps {
  time: { hours: string; minutes: string };
  faultOf: (name: string) => string | undefined;
  onChange: (part: { hours?: string; minutes?: string }) => void;
}

function Time({ time, faultOf, onChange }: TimeProps) {
  return (
    <>
      <div class="questions__time">
        <FormField
          field={{ is: 'number', name: 'hours', label: 'Hours a day', from: 0, to: 24 }}
          value={time.hours}
          fault={faultOf('hours')}
          onChange={(hours) => onChange({ hours })}
        />
        <FormField
          field={{ is: 'number', name: 'minutes', label: 'Minutes a day', from: 0, to: 999 }}
          value={time.minutes}
          fault={faultOf('minutes')}
          onChange={(minutes) => onChange({ minutes })}
        />
      </div>
      <p class="quiet">Leave both empty if you don’t know.</p>
    </>
  );
}
