import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useState } from 'preact/hooks';
import { ROLES } from '../../../access/role-names.ts';
import type { StaffView } from '../../../access/wire.ts';
import type { Field, Values } from '../form/fields.ts';
import { AskDialog } from './ask-dialog.tsx';
import { ROLE_WORDS, type StaffData } from './staff-page.tsx';

export type Asked = { what: 'add' } | { what: 'change' | 'password' | 'end'; one: StaffView };

interface Props {
  asked: Asked;
  data: StaffData;
  onClose: () => void;
}

/** What an administrator does about somebody; a password that was made is shown once, here. */
export function StaffDialog({ asked, data, onClose }: Props) {
  const [made, setMade] = useState<{ name: string; username: string; password: string }>();
  if (made) return <MadePassword {...made} onClose={onClose} />;
  if (asked.what === 'add') {
    return (
      <AskDialog
        title="Add somebody"
        fields={fieldsOf(data, true)}
        start={{ role: 'link-worker', schemeId: data.schemes.length === 1 ? data.schemes[0]!.id : '' }}
        does="Add"
        send={async (values) => {
          const username = (values.username ?? '').trim();
          const { password } = await api<{ password: string }>('/api/staff', { username, ...aboutOf(values) });
          setMade({ name: values.name!.trim(), username: username.toLowerCase(), password });
        }}
        onClose={onClose}
      />
    );
  }
  const { one } = asked;
  const path = `/api/staff/${encodeURIComponent(one.id)}`;
  if (asked.what === 'change') {
    const { name, role, providerId, schemeId, signInAs } = one;
    const start = { name, role, providerId: providerId ?? '', schemeId: schemeId ?? '', signInAs: signInAs ?? '' };
    return (
      <AskDialog
        title={`Change ${one.name}`}
        fields={fieldsOf(data, false)}
        start={start}
        does="Save"
        send={(values) => api<void>(path, aboutOf(values)).then(onClose)}
        onClose={onClose}
      />
    );
  }
  if (asked.what === 'password') {
    return (
      <AskDialog
        title={`Give ${one.name} a new password?`}
        lead="The old one stops working at once, and wherever they are signed in they are signed out. They choose one of their own when they sign in next."
        fields={[]}
        does="Make a new password"
        send={async () => {
          const { password } = await api<{ password: string }>(`${path}/password`, {});
          setMade({ name: one.name, username: one.username, password });
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <AskDialog
      title={`End ${one.name}’s account?`}
      lead="They are signed out at once and cannot sign in any more. What they recorded stays under their name. This cannot be undone."
      fields={[]}
      does="End the account"
      send={() => api<void>(`${path}/end`, {}).then(onClose)}
      onClose={onClose}
    />
  );
}

function MadePassword(props: { name: string; username: string; password: string; onClose: () => void }) {
  const { name, username, password, onClose } = props;
  return (
    <Modal title={`A first password for ${name}`} onClose={onClose}>
      <p>Write it down or read it out to them. It is not shown again, and they change it when they sign in.</p>
      <p>
        User name <strong>{username}</strong>
      </p>
      <p class="once" data-password>
        {password}
      </p>
      <button type="button" class="nhsuk-button" onClick={onClose}>
        I have passed it on
      </button>
    </Modal>
  );
}

function fieldsOf({ providers, schemes }: StaffData, fresh: boolean): Field[] {
  const options = (list: { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  return [
    { is: 'words', name: 'name', label: 'Name', most: 100 },
    ...(fresh
      ? ([
          {
            is: 'words',
            name: 'username',
            label: 'User name',
            hint: 'Small letters, digits, dots and hyphens. It cannot be changed later.',
            most: 40,
          },
        ] satisfies Field[])
      : []),
    {
      is: 'select',
      name: 'role',
      label: 'What they do',
      options: ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role] })),
    },
    {
      is: 'select',
      name: 'providerId',
      label: 'Whose staff',
      options: options(providers),
      when: (values) => values.role === 'provider',
    },
    {
      is: 'select',
      name: 'schemeId',
      label: 'Scheme',
      hint: 'They see nobody of another scheme. Without one they see them all.',
      options: options(schemes),
      optional: true,
      when: (values) => values.role !== 'provider' && values.role !== 'administrator',
    },
    {
      is: 'words',
      name: 'signInAs',
      label: 'Name at your organisation’s sign-in',
      hint: 'Their e-mail address, if staff sign in with the organisation.',
      most: 200,
      optional: true,
    },
  ];
}

function aboutOf(values: Values) {
  const orNull = (text: string | undefined) => text?.trim() || null;
  const provider = values.role === 'provider';
  return {
    name: values.name!.trim(),
    role: values.role,
    providerId: provider ? orNull(values.providerId) : null,
    schemeId: provider || values.role === 'administrator' ? null : orNull(values.schemeId),
    signInAs: orNull(values.signInAs),
  };
}
