// Counts the seconds of a silence by the page's clock, also between two answers of the coordinator.
import { state, emit, silence, knownUntil } from "./store.js";

/** In ms: no second is left out. */
const STEP = 250;

/** While a member is silent, its listeners are called four times a second. */
export function start() {
  setInterval(() => { if (!document.hidden && silentMembers().length) emit("silence"); }, STEP);
}

const silentMembers = () => (state.now?.group?.members ?? []).filter((member) => silence(member.memberId));

/** Whole seconds for which a member is silent; 0 if it is not. They stand still while the group is not known. */
export function silentFor(memberId) {
  if (!silence(memberId)) return 0;
  const { lastSign } = state.now.members.find((member) => member.memberId === memberId);
  return Math.round((knownUntil() - Date.parse(lastSign)) / 1_000);
}

/** The console's sentence, with the seconds of now. */
export function counted(sentence) {
  const silent = silentMembers();
  return sentence.replace(/ has not answered for \d+ s/g, (words) => {
    const member = silent.shift();
    return member ? ` has not answered for ${silentFor(member.memberId)} s` : words;
  });
}
