import type { ReactElement } from 'react';
import { CatalogView } from '@/features/catalog/catalog-view';

export function CatalogPage(): ReactElement {
  return <CatalogView />;
}
