export interface Embed {
  host: 'YouTube' | 'Vimeo';
  /** The host's player, which sets no cookies before the video is played. */
  player: string;
}

const YOUTUBE = /^(?:www\.|m\.)?(?:youtube\.com|youtube-nocookie\.com)$/;
const VIMEO = /^(?:www\.|player\.)?vimeo\.com$/;

/** The player of a video at one of the usual hosts; null for the address of a file. */
export function embedOf(address: string): Embed | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) return null;
  if (url.hostname === 'youtu.be') return youtube(url.pathname.slice(1));
  if (YOUTUBE.test(url.hostname)) {
    const [, place, id] = url.pathname.split('/');
    const isNamed = place === 'embed' || place === 'shorts' || place === 'live';
    return youtube(isNamed ? id : url.searchParams.get('v'));
  }
  if (VIMEO.test(url.hostname)) {
    const [id, key] = url.pathname.split('/').filter((part) => /^[0-9a-f]+$/.test(part));
    if (id === undefined || !/^\d+$/.test(id)) return null;
    const secret = key ?? url.searchParams.get('h');
    const query = `dnt=1&autoplay=1${secret ? `&h=${encodeURIComponent(secret)}` : ''}`;
    return { host: 'Vimeo', player: `https://player.vimeo.com/video/${id}?${query}` };
  }
  return null;
}

function youtube(id: string | null | undefined): Embed | null {
  if (!id || !/^[\w-]{6,20}$/.test(id)) return null;
  return {
    host: 'YouTube',
    player: `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0`,
  };
}
