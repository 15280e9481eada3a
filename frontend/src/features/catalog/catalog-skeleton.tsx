import type { ReactElement } from 'react';
import { Skeleton } from '@/components/states';

const CARDS = 12;

/** The catalog's own frame while it loads, so that nothing jumps when the courses are there. */
export function CatalogSkeleton(): ReactElement {
  return (
    <div className="catalog">
      <div className="catalog__side" aria-hidden="true">
        <span className="skeleton__line catalog__fold" />
        <div className="catalog__filters">
          <span className="skeleton__line skeleton__line--tall" />
        </div>
      </div>
      <section className="catalog__results">
        <div className="catalog__bar" />
        <Skeleton shape="cards" lines={CARDS} />
      </section>
    </div>
  );
}
