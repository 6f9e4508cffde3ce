export interface Route {
  method: string;
  path: string;
}

/** What express keeps of a route or of a router that was mounted. */
export interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  rawPath: string;
  handle: { stack?: Layer[] };
}

/** Every route of an app, with the paths its routers are mounted at. */
export function routesOf(stack: Layer[], under = ''): Route[] {
  return stack.flatMap((layer) => {
    const path = under + (layer.rawPath === '/' && under ? '' : layer.rawPath);
    if (layer.handle.stack && !layer.route) return routesOf(layer.handle.stack, path === '/' ? '' : path);
    return Object.keys(layer.route?.methods ?? {}).map((method) => ({ method: method.toUpperCase(), path }));
  });
}
