/**
 * Asks an S3 endpoint whether an object has tags.
 *
 * @param url the endpoint's address
 */
export const objectTags =
  (url: string) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const answer = await fetch(`${url}/${path}?tagging`);
    return (await answer.text()).includes("<Tag>");
  };
