/** Where a lesson is opened; the course's page when there is none to go on with. */
export function lessonPath(slug: string, lesson: { id: string } | null): string {
  const course = `/courses/${encodeURIComponent(slug)}`;
  return lesson === null ? course : `${course}/lessons/${encodeURIComponent(lesson.id)}`;
}
