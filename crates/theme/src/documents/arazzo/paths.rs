//! Which step of a workflow may follow which.

use super::{Cursor, Workflow};

/// The ways between steps.
pub(super) struct Paths {
    /// Of each step those that may come at any time after it.
    later: Vec<Vec<bool>>,
}

impl Paths {
    pub(super) fn of(steps: &[Cursor<'_>]) -> Paths {
        let next: Vec<Vec<usize>> = (0..steps.len()).map(|index| next_of(steps, index)).collect();
        let later = (0..steps.len()).map(|index| after(&next, index)).collect();
        Paths { later }
    }

    /// Whether a step may come before another.
    pub(super) fn leads(&self, from: usize, to: usize) -> bool {
        self.later[from][to]
    }

    /// A step that is in a circle, or that nothing leads to.
    pub(super) fn check(&self, all: &Workflow<'_, '_>, index: usize) {
        let step = &all.steps[index];
        if index > 0 && !self.leads(0, index) {
            let id = step.text("stepId");
            step.say(
                format!("the step `{id}` is never reached"),
                "lead to it by `goto`, or remove it",
            );
        }
        // Of a circle only the steps that lead back are reported.
        let actions = ["onSuccess", "onFailure"].into_iter().flat_map(|key| step.list(key));
        for action in actions.filter(|action| action.text("type") == "goto") {
            let Some(target) = all.index(action.text("stepId")) else { continue };
            if target <= index && (target == index || self.leads(target, index)) {
                let at = action.get("stepId").unwrap_or(action);
                at.say("this leads in a circle", "try again with `retry`, which has a limit");
            }
        }
    }
}

fn next_of(steps: &[Cursor<'_>], index: usize) -> Vec<usize> {
    let mut all = Vec::new();
    let step = &steps[index];
    let mut goes_on = true;
    for key in ["onSuccess", "onFailure"] {
        for action in step.list(key) {
            let target =
                steps.iter().position(|other| other.text("stepId") == action.text("stepId"));
            all.extend(target.filter(|_| action.text("type") == "goto"));
            if key == "onSuccess" && action.get("criteria").is_none() {
                goes_on = false;
                break;
            }
        }
    }
    if goes_on && index + 1 < steps.len() {
        all.push(index + 1);
    }
    all
}

fn after(next: &[Vec<usize>], index: usize) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut waiting = next[index].clone();
    while let Some(one) = waiting.pop() {
        if !std::mem::replace(&mut seen[one], true) {
            waiting.extend(&next[one]);
        }
    }
    seen
}
