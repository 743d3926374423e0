// What of the page's state is in its address, so that a reload or a link shows the same.

export const inUrl = (name) => new URLSearchParams(location.search).get(name);

/** Sets parameters of the address: {name: value}; null takes one away. */
export function setInUrl(values) {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const query = params.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}
