import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

/** One entry of a row's menu. */
export interface IMenuEntry {
  label: string;
  act: () => void;
}

/** Where a menu opens: below an element, or at the pointer. */
export type MenuPlace = HTMLElement | { x: number; y: number };

/** Opens JupyterLab's own kind of menu, with its keyboard and theme; it disposes of itself when closed. */
export function openMenu(entries: readonly IMenuEntry[], place: MenuPlace): void {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  entries.forEach((entry, index) => {
    const command = `entry-${index}`;
    commands.addCommand(command, { label: entry.label, execute: entry.act });
    menu.addItem({ command });
  });
  // A command runs after its menu has closed, so disposal waits for the event to end.
  menu.aboutToClose.connect(() => void setTimeout(() => menu.dispose()));
  const { x, y } = place instanceof HTMLElement ? below(place) : place;
  menu.open(x, y);
}

function below(element: HTMLElement): { x: number; y: number } {
  const box = element.getBoundingClientRect();
  return { x: box.left, y: box.bottom };
}
