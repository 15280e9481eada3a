import type { Lesson, Module } from '../api/get-course-content';

/** An outline while it is edited: everything has an id, so that it can be followed when it moves. */
export interface DraftLesson extends Lesson {
  id: string;
}

export interface DraftModule {
  id: string;
  title: string;
  lessons: readonly DraftLesson[];
  modules: readonly DraftModule[];
}

export type Outline = readonly DraftModule[];
export type Direction = 'up' | 'down';

/** The deepest nesting of modules that the platform accepts. */
export const DEEPEST = 5;

export function newId(): string {
  return crypto.randomUUID();
}

export function toDraft(modules: readonly Module[] = []): Outline {
  return modules.map((module) => ({
    id: module.id ?? newId(),
    title: module.title,
    lessons: (module.lessons ?? []).map((lesson) => ({ ...lesson, id: lesson.id ?? newId() })),
    modules: toDraft(module.modules),
  }));
}

export function toContent(outline: Outline): { modules: Module[] } {
  return {
    modules: outline.map((module) => ({
      id: module.id,
      title: module.title.trim(),
      lessons: module.lessons.map((lesson) => ({ ...lesson, title: lesson.title.trim() })),
      modules: toContent(module.modules).modules,
    })),
  };
}

export function addModule(outline: Outline, title: string, id = newId()): Outline {
  return [...outline, { id, title, lessons: [], modules: [] }];
}

export function addLesson(outline: Outline, moduleId: string, lesson: DraftLesson): Outline {
  return changeModule(outline, moduleId, (module) => ({
    ...module,
    lessons: [...module.lessons, lesson],
  }));
}

export function changeModule(
  outline: Outline,
  id: string,
  change: (module: DraftModule) => DraftModule,
): Outline {
  return outline.map((module) =>
    module.id === id
      ? change(module)
      : { ...module, modules: changeModule(module.modules, id, change) },
  );
}

export function changeLesson(
  outline: Outline,
  id: string,
  change: (lesson: DraftLesson) => DraftLesson,
): Outline {
  return outline.map((module) => ({
    ...module,
    lessons: module.lessons.map((lesson) => (lesson.id === id ? change(lesson) : lesson)),
    modules: changeLesson(module.modules, id, change),
  }));
}

/** Removes a lesson, or a module with its content. */
export function remove(outline: Outline, id: string): Outline {
  return outline
    .filter((module) => module.id !== id)
    .map((module) => ({
      ...module,
      lessons: module.lessons.filter((lesson) => lesson.id !== id),
      modules: remove(module.modules, id),
    }));
}

/** Moves a module one place among its siblings; the first does not go up, nor the last down. */
export function moveModule(outline: Outline, id: string, direction: Direction): Outline {
  const index = outline.findIndex((module) => module.id === id);
  if (index >= 0) return moved(outline, index, direction);
  return outline.map((module) => ({
    ...module,
    modules: moveModule(module.modules, id, direction),
  }));
}

/** Moves a lesson one place; beyond the edge of its module it goes to the next or previous one. */
export function moveLesson(outline: Outline, id: string, direction: Direction): Outline {
  const modules = inReadingOrder(outline);
  const at = modules.findIndex((module) => module.lessons.some((lesson) => lesson.id === id));
  const home = modules[at];
  if (home === undefined) return outline;
  const index = home.lessons.findIndex((lesson) => lesson.id === id);
  const lesson = home.lessons[index];
  const atEdge = direction === 'up' ? index === 0 : index === home.lessons.length - 1;
  if (lesson === undefined) return outline;
  if (!atEdge) {
    return changeModule(outline, home.id, (module) => ({
      ...module,
      lessons: moved(module.lessons, index, direction),
    }));
  }
  const neighbour = modules[direction === 'up' ? at - 1 : at + 1];
  if (neighbour === undefined) return outline;
  return changeModule(remove(outline, id), neighbour.id, (module) => ({
    ...module,
    lessons: direction === 'up' ? [...module.lessons, lesson] : [lesson, ...module.lessons],
  }));
}

/** Makes a module the last chapter of the sibling before it. */
export function nest(outline: Outline, id: string): Outline {
  const index = outline.findIndex((module) => module.id === id);
  if (index < 0) {
    return outline.map((module) => ({ ...module, modules: nest(module.modules, id) }));
  }
  const module = outline[index];
  const parent = outline[index - 1];
  if (module === undefined || parent === undefined) return outline;
  return outline
    .filter((one) => one.id !== id)
    .map((one) => (one.id === parent.id ? { ...one, modules: [...one.modules, module] } : one));
}

/** Moves a chapter out, after the module that contained it. */
export function unnest(outline: Outline, id: string): Outline {
  return outline.flatMap((module) => {
    const child = module.modules.find((one) => one.id === id);
    if (child === undefined) return [{ ...module, modules: unnest(module.modules, id) }];
    return [{ ...module, modules: module.modules.filter((one) => one.id !== id) }, child];
  });
}

export function depth(outline: Outline): number {
  return outline.reduce((deepest, module) => Math.max(deepest, 1 + depth(module.modules)), 0);
}

export interface Place {
  title: string;
  /** Counted from 1, among `of` siblings. */
  position: number;
  of: number;
  /** The title of the parent module; empty at the top level. */
  inside: string;
}

/** Where an item is now, to announce its move. */
export function whereIs(outline: Outline, id: string, inside = ''): Place | null {
  const index = outline.findIndex((module) => module.id === id);
  const found = outline[index];
  if (found !== undefined) {
    return { title: found.title, position: index + 1, of: outline.length, inside };
  }
  for (const module of outline) {
    const at = module.lessons.findIndex((lesson) => lesson.id === id);
    const lesson = module.lessons[at];
    if (lesson !== undefined) {
      const of = module.lessons.length;
      return { title: lesson.title, position: at + 1, of, inside: module.title };
    }
    const deeper = whereIs(module.modules, id, module.title);
    if (deeper !== null) return deeper;
  }
  return null;
}

function inReadingOrder(outline: Outline): DraftModule[] {
  return outline.flatMap((module) => [module, ...inReadingOrder(module.modules)]);
}

function moved<T>(items: readonly T[], index: number, direction: Direction): readonly T[] {
  const to = direction === 'up' ? index - 1 : index + 1;
  if (to < 0 || to >= items.length) return items;
  const order = [...items];
  order.splice(to, 0, ...order.splice(index, 1));
  return order;
}
