import type { Outline } from './outline';
import type { Drag, Grip } from './use-drag';

/** Actions of the editor's parts. */
export interface Editing {
  outline: Outline;
  put: (outline: Outline) => void;
  /** Applies a move, announces the new position and keeps the focus on it. */
  moved: (outline: Outline, id: string) => void;
  /** Adds a new item and focuses its title. */
  added: (outline: Outline, id: string) => void;
  removed: (id: string) => void;
  /** The lessons that a learner has to complete in any case. */
  required: readonly string[];
  setRequired: (id: string, isRequired: boolean) => void;
  /** The page on which a quiz's questions are written; null until the platform has the lesson. */
  questionsOf: (id: string) => string | null;
  drag: Drag | null;
  grip: (id: string) => Grip;
}
