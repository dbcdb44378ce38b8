//! Which shard a process builds, by the variables that batch and CI systems set for the tasks of an array. What is not
//! certain is refused: a shard that is built twice, and another one never, costs more than a flag.

/// A system that numbers the tasks of an array.
struct System {
    name: &'static str,
    /// The variable with the number of the task.
    index: &'static str,
    numbers: Numbers,
    /// The variable with the number of tasks, where it sets one.
    total: Option<&'static str>,
    /// A variable that must be set, where others use the same names with another meaning.
    mark: Option<&'static str>,
}

/// How a system numbers tasks.
#[derive(Clone, Copy)]
enum Numbers {
    /// From so many on.
    From(u32),
    /// As the user says: the variables with the least and the largest number of the array.
    Free { least: &'static str, most: &'static str },
}

const fn system(
    name: &'static str,
    index: &'static str,
    first: u32,
    total: Option<&'static str>,
) -> System {
    System { name, index, numbers: Numbers::From(first), total, mark: None }
}

/// Each with what its documentation says.
const SYSTEMS: &[System] = &[
    // https://slurm.schedmd.com/job_array.html. The count is not used: it is that of the tasks of this run.
    System {
        name: "Slurm",
        index: "SLURM_ARRAY_TASK_ID",
        numbers: Numbers::Free { least: "SLURM_ARRAY_TASK_MIN", most: "SLURM_ARRAY_TASK_MAX" },
        total: None,
        mark: None,
    },
    system("Kubernetes", "JOB_COMPLETION_INDEX", 0, None),
    system("AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", 0, Some("AWS_BATCH_JOB_ARRAY_SIZE")),
    system("Cloud Run", "CLOUD_RUN_TASK_INDEX", 0, Some("CLOUD_RUN_TASK_COUNT")),
    system("Google Batch", "BATCH_TASK_INDEX", 0, Some("BATCH_TASK_COUNT")),
    // Knapsack counts from 0 in a variable of the same name.
    System {
        mark: Some("GITLAB_CI"),
        ..system("GitLab", "CI_NODE_INDEX", 1, Some("CI_NODE_TOTAL"))
    },
    system("CircleCI", "CIRCLE_NODE_INDEX", 0, Some("CIRCLE_NODE_TOTAL")),
    system("Buildkite", "BUILDKITE_PARALLEL_JOB", 0, Some("BUILDKITE_PARALLEL_JOB_COUNT")),
    system("Bitbucket", "BITBUCKET_PARALLEL_STEP", 0, Some("BITBUCKET_PARALLEL_STEP_COUNT")),
    system("Semaphore", "SEMAPHORE_JOB_INDEX", 1, Some("SEMAPHORE_JOB_COUNT")),
    system("Azure Pipelines", "SYSTEM_JOBPOSITIONINPHASE", 1, Some("SYSTEM_TOTALJOBSINPHASE")),
];

/// A shard, with where its number comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The shard, from 1.
    pub shard: u32,
    /// Where its number comes from: "`JOB_COMPLETION_INDEX` of Kubernetes is 2, counted from 0".
    pub source: String,
}

/// The shard of this process, one of so many of the plan.
///
/// # Errors
/// Why it is not certain.
pub fn from_environment(
    shards: u32,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Found, String> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let mut found: Vec<Found> = Vec::new();
    for system in SYSTEMS {
        found.extend(system.shard(shards, &set)?);
    }
    let mut found = found.into_iter();
    let Some(first) = found.next() else {
        return Err("no variable of a batch or CI system numbers this process".to_owned());
    };
    match found.find(|other| other.shard != first.shard) {
        Some(other) => Err(format!("{}, but {}", first.source, other.source)),
        None => Ok(first),
    }
}

impl System {
    /// The shard that this system gives to the process; none where it has no array.
    fn shard(
        &self,
        shards: u32,
        set: &impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Found>, String> {
        let System { name, index, .. } = self;
        let Some(text) = set(index) else { return Ok(None) };
        let number = number(index, &text)?;
        if let Some(mark) = self.mark.filter(|mark| set(mark).is_none()) {
            return Err(format!("`{index}` is set and `{mark}` is not: it may count from 0 or 1"));
        }
        if let Some(total) = self.total {
            match needed(total, set)? {
                // Some systems number every job, also one that is not part of an array.
                1 if shards > 1 => return Ok(None),
                count if count != shards => {
                    return Err(format!(
                        "`{total}` of {name} is {count}, and the plan has {shards} shards"
                    ));
                }
                _ => {}
            }
        }
        let first = match self.numbers {
            Numbers::From(first) => first,
            Numbers::Free { least, most } => {
                first_of(shards, (least, needed(least, set)?), (most, needed(most, set)?))?
            }
        };
        let shard = number.checked_sub(first).and_then(|from_zero| from_zero.checked_add(1));
        match shard.filter(|shard| *shard <= shards) {
            Some(shard) => {
                let source = format!("`{index}` of {name} is {number}, counted from {first}");
                Ok(Some(Found { shard, source }))
            }
            None => Err(format!(
                "`{index}` of {name} is {number}, and the plan has {shards} shards, from {first} on"
            )),
        }
    }
}

/// The number from which an array counts whose least and largest number are these. One with the number 0 counts from 0, one
/// with the number of the last shard from 1; any other may be a part of either.
fn first_of(
    shards: u32,
    (least, min): (&str, u32),
    (most, max): (&str, u32),
) -> Result<u32, String> {
    match (min, max) {
        (0, max) if max < shards => Ok(0),
        (1.., max) if max == shards => Ok(1),
        (1.., max) if max < shards => Err(format!(
            "`{least}` is {min} and `{most}` is {max}: a part of {shards} shards that may count from 0 or 1"
        )),
        _ => Err(format!(
            "`{least}` is {min} and `{most}` is {max}, and the plan has {shards} shards"
        )),
    }
}

fn needed(name: &str, set: &impl Fn(&str) -> Option<String>) -> Result<u32, String> {
    let text = set(name).ok_or_else(|| format!("`{name}` is not set"))?;
    number(name, &text)
}

fn number(name: &str, text: &str) -> Result<u32, String> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number);
    number.ok_or_else(|| format!("`{name}` is `{text}`, which is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shard, or a part of the reason, with these variables and a plan of 8 shards.
    fn check(variables: &[(&str, &str)], expect: Result<u32, &str>) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        match (from_environment(8, variable), expect) {
            (Ok(found), Ok(shard)) => assert_eq!(found.shard, shard, "{variables:?}"),
            (Err(reason), Err(part)) => assert!(reason.contains(part), "{reason}"),
            (got, expect) => panic!("{variables:?}: {got:?}, not {expect:?}"),
        }
    }

    fn slurm(id: &str, least: &str, most: &str, expect: Result<u32, &str>) {
        let names = ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX"];
        let pairs: Vec<(&str, &str)> = names.into_iter().zip([id, least, most]).collect();
        check(&pairs, expect);
    }

    #[test]
    fn arrays_of_slurm_count_as_the_user_says() {
        slurm("0", "0", "7", Ok(1));
        slurm("7", "0", "7", Ok(8));
        slurm("1", "1", "8", Ok(1));
        slurm("8", "1", "8", Ok(8));
        // Only some of them again.
        slurm("7", "0", "7", Ok(8));
        slurm("3", "0", "3", Ok(4));
        slurm("3", "3", "8", Ok(3));
        slurm("3", "3", "7", Err("may count from 0 or 1"));
        slurm("1", "1", "7", Err("may count from 0 or 1"));
        slurm("2", "0", "8", Err("the plan has 8 shards"));
        slurm("2", "1", "16", Err("the plan has 8 shards"));
        check(&[("SLURM_ARRAY_TASK_ID", "1")], Err("`SLURM_ARRAY_TASK_MIN` is not set"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in ["+1", "-1", " 1", "1.0", "x", "99999999999"] {
            check(&[("JOB_COMPLETION_INDEX", bad)], Err("is not a number"));
        }
        check(&[("JOB_COMPLETION_INDEX", "8")], Err("from 0 on"));
        check(&[("JOB_COMPLETION_INDEX", "")], Err("no variable"));
    }

    #[test]
    fn systems_must_agree() {
        let gitlab = [("GITLAB_CI", "true"), ("CI_NODE_INDEX", "3"), ("CI_NODE_TOTAL", "8")];
        check(&[&gitlab[..], &[("JOB_COMPLETION_INDEX", "2")]].concat(), Ok(3));
        check(&[&gitlab[..], &[("JOB_COMPLETION_INDEX", "3")]].concat(), Err(", but "));
        check(&gitlab[1..], Err("`GITLAB_CI` is not"));
        check(&gitlab[..2], Err("`CI_NODE_TOTAL` is not set"));
        // A job that is not part of an array.
        check(&[("CIRCLE_NODE_INDEX", "0"), ("CIRCLE_NODE_TOTAL", "1")], Err("no variable"));
        check(&[("CIRCLE_NODE_INDEX", "0"), ("CIRCLE_NODE_TOTAL", "4")], Err("is 4, and the plan"));
    }
}
