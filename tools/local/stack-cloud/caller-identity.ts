import type { Serve } from "../gateway/request";

/** STS, as far as GetCallerIdentity goes: whoever asks is the operator of the account. */
export const callerIdentity =
  (accountId: string): Serve =>
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that serve
  async ({ service, body }) => {
    if (service !== "sts" || !body.includes("Action=GetCallerIdentity")) return undefined;
    const result = `<Arn>arn:aws:iam::${accountId}:user/operator</Arn><UserId>operator</UserId><Account>${accountId}</Account>`;
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body:
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
        `<GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
    };
  };
