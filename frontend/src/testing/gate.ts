interface Gate {
  open: () => void;
  opened: Promise<void>;
}

/** Holds a response back until a test has seen what is shown meanwhile, however slow it is. */
export function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
