import { REFERRER_WORDS } from '@tapwell/shared/scheme/words';
import { type Faults, FIELDS, type FieldName, type FormAt, type Typed } from './form-fields.ts';

/**
 * The referral form and its answers, as pages that need no JavaScript. Each
 * function gives a whole page; everything from outside goes through `esc`.
 */
export interface Look {
  /** Addresses of our stylesheets. */
  styles: string[];
}

/** @param again too many came from there: not sent, and when it can be */
export function formPage(look: Look, form: FormAt, typed: Typed, faults: Faults = {}, again?: Date): string {
  const { policy } = form;
  // In the order of the page, so that going from one to the next goes down.
  const wrong = FIELDS.flatMap((name): [FieldName, string][] => (faults[name] ? [[name, faults[name]]] : []));
  const one = form.referrers.length === 1 ? form.referrers[0] : undefined;
  const selfOnly = one === 'self';
  const field = fieldsOf(typed, faults);
  const their = selfOnly ? 'Your' : 'Their';
  return page(
    look,
    `${again ? 'Not sent yet: ' : wrong.length > 0 ? 'Error: ' : ''}Refer to ${policy.name}`,
    `${again ? later(again, form.zone) : wrong.length > 0 ? summary(wrong) : ''}
<h1 class="nhsuk-heading-l">${selfOnly ? 'Ask to join' : 'Refer somebody to'} ${esc(policy.name)}</h1>
<p>${esc(policy.about)}</p>
<p>This is the form of <strong>${esc(form.name)}</strong>. It is not for emergencies.</p>
<form method="post" novalidate autocomplete="off">
<input type="hidden" name="id" value="${esc(typed.id ?? '')}">
${selfOnly ? '' : `<h2 class="nhsuk-heading-m">About you</h2>`}
${
  one
    ? `<input type="hidden" name="referrer" value="${one}">`
    : field.radios(
        'referrer',
        'Who is referring?',
        form.referrers.map((kind) => [kind, WHO[kind] ?? upper(REFERRER_WORDS[kind])]),
      )
}
${selfOnly ? '' : field.input('sender', 'Your own name', { hint: form.referrers.includes('self') ? 'Leave this out if you refer yourself.' : '', autocomplete: 'name' })}
<h2 class="nhsuk-heading-m">${selfOnly ? 'About you' : 'About the person'}</h2>
${
  policy.referral.carers
    ? field.radios('as', selfOnly ? 'You are' : 'They are', [
        ['patient', 'a patient'],
        ['carer', 'a carer, and in need of something for themselves'],
      ])
    : ''
}
${field.input('given', `${their} first name`)}
${field.input('family', `${their} last name`)}
${field.input('born', `${their} date of birth`, { hint: 'For example, 31 3 1980', width: '10' })}
${field.input('nhsNumber', `${their} NHS number (if you know it)`, { hint: 'Ten digits, for example 999 123 4567', width: '10', numeric: true })}
${field.input('phone', `${their} phone number`, { hint: 'We call to arrange a first talk.', width: '20', type: 'tel' })}
${field.radios(
  'reason',
  'What is the main reason?',
  policy.referral.reasons.map((reason) => [reason, reason]),
)}
${
  selfOnly
    ? field.radios('consent', 'Do you agree that we keep this and call you?', [['written', 'Yes, I agree']])
    : field.radios('consent', 'Have they agreed that you pass this on to us?', [
        ['spoken', 'Yes, they said so'],
        ['written', 'Yes, in writing'],
      ])
}
<button class="nhsuk-button" type="submit">Send</button>
</form>`,
  );
}

const WHO: Partial<Record<keyof typeof REFERRER_WORDS, string>> = { self: 'I refer myself' };

export function thanksPage(look: Look): string {
  return page(
    look,
    'Thank you',
    `<h1 class="nhsuk-heading-l">Thank you, it has arrived</h1>
<p>Somebody will be in touch. You can close this page.</p>`,
  );
}

export function closedPage(look: Look): string {
  return page(
    look,
    'This form is closed',
    `<h1 class="nhsuk-heading-l">This form is closed</h1>
<p>Nothing can be sent from here. Please ask the team for the address of their new form, or give them a ring.</p>`,
  );
}

export function refusedPage(look: Look, why: string): string {
  return page(
    look,
    'It could not be sent',
    `<h1 class="nhsuk-heading-l">It could not be sent</h1>
<p>${esc(why)}</p>`,
  );
}

function page({ styles }: Look, title: string, main: string): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${esc(title)} – Tapwell</title>
<link rel="icon" href="data:,">
${styles.map((href) => `<link rel="stylesheet" href="${esc(href)}">`).join('\n')}
</head>
<body>
<header class="top"><span class="top__name">Tapwell</span></header>
<main class="page refer">
${main}
</main>
</body>
</html>
`;
}

function later(again: Date, timeZone: string): string {
  const time = again.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `<div class="nhsuk-error-summary" aria-labelledby="later" role="alert" tabindex="-1" autofocus>
<h2 class="nhsuk-error-summary__title" id="later">This was not sent yet</h2>
<div class="nhsuk-error-summary__body"><p>Very many forms came from here just now. What you wrote is all here still: keep this page open, and press Send again from <strong>${time}</strong> on.</p></div></div>`;
}

function summary(wrong: [FieldName, string][]): string {
  // Focused by the browser as the page opens: what is wrong is read out first.
  return `<div class="nhsuk-error-summary" aria-labelledby="wrong" role="alert" tabindex="-1" autofocus>
<h2 class="nhsuk-error-summary__title" id="wrong">There is a problem</h2>
<div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list">
${wrong.map(([name, words]) => `<li><a href="#${name}">${esc(words)}</a></li>`).join('\n')}
</ul></div></div>`;
}

interface InputOptions {
  hint?: string;
  width?: string;
  numeric?: boolean;
  type?: string;
  autocomplete?: string;
}

function fieldsOf(typed: Typed, faults: Faults) {
  const faultOf = (name: FieldName) =>
    faults[name]
      ? `<span class="nhsuk-error-message" id="${name}-error"><span class="nhsuk-u-visually-hidden">Error:</span> ${esc(faults[name])}</span>`
      : '';
  const group = (name: FieldName, inner: string) =>
    `<div class="nhsuk-form-group${faults[name] ? ' nhsuk-form-group--error' : ''}">${inner}</div>`;
  const described = (name: FieldName, hint: string) => {
    const ids = [hint && `${name}-hint`, faults[name] && `${name}-error`].filter(Boolean).join(' ');
    return ids ? ` aria-describedby="${ids}"` : '';
  };
  const hintOf = (name: FieldName, hint: string) =>
    hint ? `<div class="nhsuk-hint" id="${name}-hint">${esc(hint)}</div>` : '';
  return {
    input(name: FieldName, label: string, options: InputOptions = {}): string {
      const { hint = '', width, numeric, type = 'text', autocomplete } = options;
      const error = faults[name] ? ' nhsuk-input--error' : '';
      return group(
        name,
        `<label class="nhsuk-label" for="${name}">${esc(label)}</label>${hintOf(name, hint)}${faultOf(name)}
<input class="nhsuk-input${width ? ` nhsuk-input--width-${width}` : ''}${error}" id="${name}" name="${name}" type="${type}" value="${esc(typed[name] ?? '')}" maxlength="300"${numeric ? ' inputmode="numeric"' : ''}${autocomplete ? ` autocomplete="${autocomplete}"` : ''}${faults[name] ? ' aria-invalid="true"' : ''}${described(name, hint)}>`,
      );
    },
    radios(name: FieldName, legend: string, choices: (readonly [string, string])[]): string {
      const options = choices.map(
        ([value, words], i) => `<div class="nhsuk-radios__item">
<input class="nhsuk-radios__input" id="${i === 0 ? name : `${name}-${i}`}" name="${name}" type="radio" value="${esc(value)}"${typed[name] === value ? ' checked' : ''}>
<label class="nhsuk-label nhsuk-radios__label" for="${i === 0 ? name : `${name}-${i}`}">${esc(words)}</label></div>`,
      );
      return group(
        name,
        `<fieldset class="nhsuk-fieldset"${described(name, '')}><legend class="nhsuk-fieldset__legend">${esc(legend)}</legend>
${faultOf(name)}<div class="nhsuk-radios">${options.join('\n')}</div></fieldset>`,
      );
    },
  };
}

function upper(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in a page or an attribute. */
export function esc(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}
