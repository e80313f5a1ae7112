/** Makes one client of a service for each Region. Credentials and endpoints come from the environment. */
export function perRegion<Client>(Service: new (configuration: { readonly region: string }) => Client) {
  const clients = new Map<string, Client>();
  return (region: string): Client => {
    const client = clients.get(region) ?? new Service({ region });
    clients.set(region, client);
    return client;
  };
}
