import { changeModule, DEEPEST, depth, remove, type DraftModule, type Outline } from './outline';

export type Side = 'before' | 'after';

/**
 * The outline after an item was dropped at a row: lessons go next to lessons, or to the beginning
 * of a module; modules go next to modules. The same outline if the item cannot go there.
 */
export function drop(outline: Outline, id: string, target: string, side: Side): Outline {
  if (id === target) return outline;
  const module = findModule(outline, id);
  if (module !== null) return dropModule(outline, module, target, side);
  const lesson = all(outline)
    .flatMap((one) => one.lessons)
    .find((one) => one.id === id);
  if (lesson === undefined) return outline;
  const rest = remove(outline, id);
  if (findModule(rest, target) !== null) {
    return changeModule(rest, target, (one) => ({ ...one, lessons: [lesson, ...one.lessons] }));
  }
  const home = all(rest).find((one) => one.lessons.some((each) => each.id === target));
  if (home === undefined) return outline;
  return changeModule(rest, home.id, (one) => ({
    ...one,
    lessons: beside(one.lessons, lesson, target, side),
  }));
}

function dropModule(outline: Outline, module: DraftModule, target: string, side: Side): Outline {
  // Not into itself.
  if (findModule([module], target) !== null) return outline;
  const rest = remove(outline, module.id);
  if (findModule(rest, target) === null) return outline;
  const next = insert(rest, module, target, side);
  return depth(next) > DEEPEST ? outline : next;
}

function insert(outline: Outline, module: DraftModule, target: string, side: Side): Outline {
  if (outline.some((one) => one.id === target)) return beside(outline, module, target, side);
  return outline.map((one) => ({ ...one, modules: insert(one.modules, module, target, side) }));
}

function beside<T extends { id: string }>(
  items: readonly T[],
  item: T,
  target: string,
  side: Side,
): readonly T[] {
  return items.flatMap((one) => {
    if (one.id !== target) return [one];
    return side === 'before' ? [item, one] : [one, item];
  });
}

function findModule(outline: Outline, id: string): DraftModule | null {
  return all(outline).find((one) => one.id === id) ?? null;
}

function all(outline: Outline): DraftModule[] {
  return outline.flatMap((module) => [module, ...all(module.modules)]);
}
