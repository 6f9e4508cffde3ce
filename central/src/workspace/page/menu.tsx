import type { Role } from '../../access/roles.ts';
import { PAGES } from './pages.ts';

/** The pages of a role, as links; nothing where there is only one. */
export function Menu({ role, current }: { role: Role; current: string | undefined }) {
  const pages = PAGES.filter((page) => page.inMenu && page.roles.includes(role));
  if (pages.length < 2) return null;
  return (
    <nav class="menu" aria-label="Workspace">
      <ul>
        {pages.map(({ name, title }) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
