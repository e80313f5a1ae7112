import { receiveText, xmlAnswer, type Operation } from "../call";
import { checkedTags } from "../object-headers";
import { fromXml, toXml } from "../xml";

/** GetObjectTagging. */
export const getObjectTagging: Operation = ({ bucket, key }) => {
  const Tag = Object.entries(bucket.get(key).tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlAnswer(toXml("Tagging", { TagSet: { Tag } }));
};

interface Tagging {
  readonly TagSet?: { readonly Tag?: readonly { readonly Key?: string; readonly Value?: string }[] } | "";
}

/** PutObjectTagging: takes the place of all tags that the object had. */
export const putObjectTagging: Operation = async (call) => {
  const { bucket, key } = call;
  const { TagSet } = fromXml(await receiveText(call), "Tagging") as Tagging;
  const { Tag = [] } = typeof TagSet === "object" ? TagSet : {};
  bucket.put(key, {
    ...bucket.get(key),
    tags: checkedTags(Tag.map(({ Key = "", Value = "" }) => [Key, Value] as const)),
  });
  return {};
};
