import type { PathView, PatientView } from '../../../paths/wire.ts';
import { birthdayWords, dayWords } from '../dates.ts';
import { inGroups, languageWords } from '../form/about-person.ts';
import type { Action } from './actions.ts';
import { nextDue, stepForward } from './actions.ts';
import { WAYS } from './details.ts';
import { stepWords } from './path-words.ts';

interface Props {
  view: PathView;
  onAct: (action: Action) => void;
  onDetails: () => void;
}

/** Who it is, how they like to be reached, where they are on their path, and the one thing to do next. */
export function Head({ view, onAct, onDetails }: Props) {
  const { patient, linkWorker, path, policy } = view;
  const next = nextDue(policy, path);
  const forward = stepForward(policy, path);
  // The next step of the path first: what is due may have to wait for it.
  const action = forward ?? next?.action ?? null;
  return (
    <header class="person-head">
      <h1 class="nhsuk-heading-l">
        {patient.given} {patient.family}
        {patient.displayName !== patient.given && (
          <span class="nhsuk-caption-l">Likes to be called {patient.displayName}</span>
        )}
      </h1>
      <p class="person-head__who">
        {patient.born ? `Born ${birthdayWords(patient.born)}` : 'No date of birth on record'}
        <span aria-hidden="true"> · </span>
        <span class="nhsuk-u-visually-hidden">, </span>
        <span class="person-head__number">
          {patient.nhsNumber ? `NHS number ${inGroups(patient.nhsNumber)}` : 'No NHS number on record'}
        </span>
      </p>
      <dl>
        <div>
          <dt>How to reach them</dt>
          <dd>
            <Reach patient={patient} />
            <button type="button" class="person-head__details" onClick={onDetails}>
              Change details
            </button>
          </dd>
        </div>
        <div>
          <dt>{policy.linkWorkerTitle}</dt>
          <dd>{linkWorker?.name ?? 'Nobody has taken them yet'}</dd>
        </div>
        <div>
          <dt>Where they are</dt>
          <dd class="person-head__step">{stepWords(path)}</dd>
        </div>
        <div>
          <dt>Next</dt>
          <dd>
            {next ? (
              <>
                {next.due.title}, {dayWords(next.due.on)}
                {next.due.overdue && <strong class="overdue"> Overdue</strong>}
              </>
            ) : (
              (action?.does ?? 'Nothing is due')
            )}
          </dd>
        </div>
      </dl>
      {action && (
        <button type="button" class="nhsuk-button person-head__do" onClick={() => onAct(action)}>
          {action.does}
        </button>
      )}
    </header>
  );
}

function Reach({ patient: { contactBy, phone, email, language } }: { patient: PatientView }) {
  const byPhone = contactBy === 'phone' || contactBy === 'text';
  return (
    <>
      <strong>{contactBy ? WAYS[contactBy] : 'They have not said'}</strong>
      {phone && (
        <>
          {' '}
          <a href={`${contactBy === 'text' ? 'sms' : 'tel'}:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
        </>
      )}
      {byPhone && !phone && ' (no number on record)'}
      {email && (
        <>
          {' '}
          <a href={`mailto:${email}`}>{email}</a>
        </>
      )}
      {contactBy === 'email' && !email && ' (no address on record)'}
      {language && <span class="quiet"> Speaks: {languageWords(language)}</span>}
    </>
  );
}
