import { REFERRER_WORDS } from '@tapwell/shared/scheme/words';
import { api } from '@tapwell/shared/ui/api.ts';
import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useState } from 'preact/hooks';
import type { FormsView, FormView } from '../../../referrals/wire.ts';
import { AskDialog } from '../access/ask-dialog.tsx';
import type { Field } from '../form/fields.ts';
import { Problem } from '../problem.tsx';

interface Props {
  onDone: (words: string) => void;
}

type Asked = { what: 'make' } | { what: 'close'; form: FormView };

/** The forms by which practices, pharmacies and teams refer. */
export function Forms({ onDone }: Props) {
  const { data, problem, reload } = useLive<FormsView>('/api/referral-forms');
  const [asked, setAsked] = useState<Asked>();
  const done = (words: string) => {
    setAsked(undefined);
    reload();
    onDone(words);
  };
  const open = data?.forms.filter((form) => form.closedAt === null) ?? [];
  const closed = data?.forms.filter((form) => form.closedAt !== null) ?? [];
  return (
    <section class="referrals__forms" aria-labelledby="forms">
      <h2 class="nhsuk-heading-m" id="forms">
        Referral forms
      </h2>
      <p>
        Each practice, pharmacy or team has a form of its own. Whoever has its address can refer, and sees nothing of
        anybody.
      </p>
      <Problem says={problem} />
      {!data && !problem && <p>Loading the forms…</p>}
      {data && data.schemes.length === 0 && <p class="quiet">This scheme has no electronic form.</p>}
      {data && data.schemes.length > 0 && (
        <>
          {open.length === 0 && <p class="quiet">There is no form yet.</p>}
          <ul class="referrals">
            {open.map((form) => (
              <li class="referrals__line" key={form.id}>
                <div class="referrals__who">
                  <h3 class="referrals__name">{form.name}</h3>
                  <p>
                    <a class="referrals__address" href={form.address}>
                      {new URL(form.address, location.origin).href}
                    </a>
                  </p>
                  <p class="quiet">
                    For {form.referrers.map((kind) => REFERRER_WORDS[kind]).join(', ')}. {sentWords(form.sent)}
                  </p>
                </div>
                <div class="referrals__do">
                  <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary referrals__act"
                    aria-label={`Close the form of ${form.name}`}
                    onClick={() => setAsked({ what: 'close', form })}
                  >
                    Close
                  </button>
                </div>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="nhsuk-button nhsuk-button--secondary referrals__act"
            onClick={() => setAsked({ what: 'make' })}
          >
            Make a form
          </button>
          {closed.length > 0 && <p class="quiet">Closed: {closed.map((form) => form.name).join(', ')}.</p>}
        </>
      )}
      {asked?.what === 'make' && (
        <AskDialog
          title="Make a form"
          lead="It gets an address that nobody can guess. Give it to those who work there."
          fields={fieldsOf(data!)}
          start={data!.schemes.length === 1 ? { schemeId: data!.schemes[0]!.id } : {}}
          does="Make"
          send={async (values) => {
            const scheme = data!.schemes.find((one) => one.id === values.schemeId)!;
            const referrers = scheme.referrers.filter((kind) => values[`from-${kind}`] === 'yes');
            const name = (values.name ?? '').trim();
            if (referrers.length === 0) throw new Error('Tick who may refer by it.');
            await api('/api/referral-forms', { name, referrers, schemeId: scheme.id });
            done(`${name} has a form now.`);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.what === 'close' && (
        <AskDialog
          title={`Close the form of ${asked.form.name}?`}
          lead="Nobody can send it any more, and whoever opens it is told so. What it brought stays. This cannot be undone; a new form has another address."
          fields={[]}
          does="Close the form"
          send={async () => {
            await api<void>(`/api/referral-forms/${encodeURIComponent(asked.form.id)}/close`, {});
            done(`The form of ${asked.form.name} is closed.`);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}

function fieldsOf({ schemes }: FormsView): Field[] {
  const options = schemes.map(({ id, name }) => ({ value: id, label: name }));
  return [
    { is: 'words', name: 'name', label: 'Name of the practice, pharmacy or team', most: 200 },
    ...(schemes.length > 1 ? [{ is: 'select', name: 'schemeId', label: 'Scheme', options } as const] : []),
    ...schemes.flatMap(({ id, referrers }) =>
      referrers.map(
        (kind) =>
          ({
            is: 'tick',
            name: `from-${kind}`,
            label: `For ${REFERRER_WORDS[kind]}`,
            when: ({ schemeId }) => schemeId === id,
          }) satisfies Field,
      ),
    ),
  ];
}

function sentWords(sent: number): string {
  if (sent === 0) return 'Nothing has come by it yet.';
  return sent === 1 ? 'One person has come by it.' : `${sent} people have come by it.`;
}
