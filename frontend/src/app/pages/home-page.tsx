import type { ReactElement } from 'react';
import { HomeView } from '@/features/catalog/home-view';

export function HomePage(): ReactElement {
  return <HomeView />;
}
