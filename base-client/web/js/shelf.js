// Where cards stand, in a package that has some; their module is loaded only there.

let module = null;

export function useCards(cards) {
  module = cards;
}

// The cards of the workbench.
export function homeCards() {
  return module?.homeCards() ?? [];
}

// The cards that are pinned in a conversation.
export function pinnedCards(chat) {
  return module?.pinnedCards(chat) ?? [];
}
