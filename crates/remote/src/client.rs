//! One store, asked from threads that wait: the only file that knows `object_store` and its runtime.

use std::fs::File;
use std::future::Future;
use std::io::{Read, Write};
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
    WriteMultipart,
};
use rebadge_core::trail;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::address::{Kind, Root};
use crate::fault::Fault;

/// Files that are larger are sent in parts of this size: those of S3 have at least 5 MiB, and are at most 10,000.
const PART: usize = 16 << 20;
/// So many parts of a file are on their way at the same time.
const AT_ONCE: usize = 4;
/// The longest time between two signs of life of a thread that waits.
const PULSE: Duration = Duration::from_millis(500);

/// How long a request is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Patience {
    /// As long as a run can wait for a package that must go out.
    Long,
    /// As long as it can wait for something that it can also make.
    Short,
}

/// A store that answers, or did.
#[derive(Debug)]
pub(crate) struct Client {
    store: Arc<dyn ObjectStore>,
    kind: Kind,
}

/// An upload that nobody waits for yet.
pub(crate) type Upload = JoinHandle<Result<(), Fault>>;

impl Client {
    /// Makes ready to use a store. Nothing is asked yet.
    pub(crate) fn new(root: &Root, patience: Patience) -> Result<Client, Fault> {
        runtime()?;
        // Another part of the program may have chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let name = root.name.as_str();
        let (options, retry) = (options(root.kind), retry(patience));
        let store: Arc<dyn ObjectStore> = match root.kind {
            Kind::S3 => {
                let builder = AmazonS3Builder::from_env().with_bucket_name(name);
                let options = with_http(options, "AWS_ALLOW_HTTP");
                Arc::new(builder.with_client_options(options).with_retry(retry).build()?)
            }
            Kind::Gcs => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(name);
                Arc::new(builder.with_client_options(options).with_retry(retry).build()?)
            }
            Kind::Azure => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(name);
                let options = with_http(options, "AZURE_ALLOW_HTTP");
                Arc::new(builder.with_client_options(options).with_retry(retry).build()?)
            }
            Kind::Http | Kind::PlainHttp => {
                let scheme = if root.kind == Kind::Http { "https" } else { "http" };
                let builder = HttpBuilder::new().with_url(format!("{scheme}://{name}"));
                Arc::new(builder.with_client_options(options).with_retry(retry).build()?)
            }
        };
        Ok(Client { store, kind: root.kind })
    }

    /// The size of an object; none of one that is not there.
    pub(crate) fn size(&self, key: &str) -> Result<Option<u64>, Fault> {
        let key = parsed(key)?;
        match wait(async { Ok(self.store.head(&key).await?) }) {
            Ok(meta) => Ok(Some(meta.size)),
            Err(Fault::Missing) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Writes an object of at most `limit` bytes to `out`, piece by piece.
    pub(crate) fn get(&self, key: &str, limit: u64, out: &mut dyn Write) -> Result<(), Fault> {
        let key = parsed(key)?;
        wait(async {
            let mut stream = self.store.get(&key).await?.into_stream();
            let mut left = limit;
            while let Some(piece) = stream.next().await {
                let piece = piece?;
                left = left
                    .checked_sub(piece.len() as u64)
                    .ok_or_else(|| Fault::other(format!("it is larger than {limit} bytes")))?;
                out.write_all(&piece).map_err(Fault::Local)?;
            }
            Ok(())
        })
    }

    /// Puts an object.
    pub(crate) fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        wait(put(Arc::clone(&self.store), parsed(key)?, bytes))
    }

    /// Begins to put an object, for who asks later what came of it.
    pub(crate) fn begin_put(&self, key: &str, bytes: Vec<u8>) -> Result<Upload, Fault> {
        Ok(runtime()?.spawn(put(Arc::clone(&self.store), parsed(key)?, bytes)))
    }

    /// Puts the bytes of a file; large ones in parts, where the store takes them so.
    pub(crate) fn put_file(&self, key: &str, path: &Path) -> Result<(), Fault> {
        let mut file = File::open(path).map_err(Fault::Local)?;
        let size = file.metadata().map_err(Fault::Local)?.len();
        let is_web = matches!(self.kind, Kind::Http | Kind::PlainHttp);
        if size <= PART as u64 || is_web {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(Fault::Local)?;
            return self.put(key, bytes);
        }
        let key = parsed(key)?;
        // S3 takes at most 10,000 parts.
        let part = PART.max(usize::try_from(size / 9_000).unwrap_or(PART));
        wait(async {
            let parts = self.store.put_multipart(&key).await?;
            let mut upload = WriteMultipart::new_with_chunk_size(parts, part);
            let mut sent = send(&mut upload, &mut file, part).await;
            if sent.is_ok() {
                sent = upload.finish().await.map(drop).map_err(Fault::from);
            } else {
                // The first failure is reported.
                let _ = upload.abort().await;
            }
            sent
        })
    }

    /// Removes an object that may be there.
    pub(crate) fn remove(&self, key: &str) -> Result<(), Fault> {
        let key = parsed(key)?;
        match wait(async { Ok(self.store.delete(&key).await?) }) {
            Err(Fault::Missing) => Ok(()),
            other => other,
        }
    }

    /// The keys of all objects below one, sorted.
    pub(crate) fn list(&self, key: &str) -> Result<Vec<String>, Fault> {
        let key = parsed(key)?;
        let mut all: Vec<String> = wait(async {
            let listed = self.store.list(Some(&key));
            Ok(listed.map_ok(|meta| meta.location.to_string()).try_collect().await?)
        })?;
        all.sort();
        Ok(all)
    }
}

/// Waits for an upload that was begun.
pub(crate) fn finish(upload: Upload) -> Result<(), Fault> {
    wait(async {
        match upload.await {
            Ok(result) => result,
            Err(error) => Err(Fault::other(error.to_string())),
        }
    })
}

async fn put(store: Arc<dyn ObjectStore>, key: Key, bytes: Vec<u8>) -> Result<(), Fault> {
    store.put(&key, PutPayload::from(bytes)).await?;
    Ok(())
}

async fn send(upload: &mut WriteMultipart, file: &mut File, part: usize) -> Result<(), Fault> {
    let mut buffer = vec![0; 1 << 20];
    debug_assert!(part >= buffer.len());
    loop {
        match file.read(&mut buffer).map_err(Fault::Local)? {
            0 => return Ok(()),
            count => {
                upload.wait_for_capacity(AT_ONCE).await?;
                upload.write(&buffer[..count]);
            }
        }
    }
}

fn parsed(key: &str) -> Result<Key, Fault> {
    Key::parse(key).map_err(|_| Fault::other("a store takes no such name"))
}

/// Waits in this thread, with signs of life. A signal does not cut it off: what is being written is finished.
fn wait<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    runtime()?.block_on(async {
        let mut work = pin!(work);
        loop {
            match tokio::time::timeout(PULSE, &mut work).await {
                Ok(result) => return result,
                Err(_) => trail::alive(),
            }
        }
    })
}

/// What runs the connections of all stores; it is made once.
fn runtime() -> Result<&'static Runtime, Fault> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let make = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("stores").enable_all().build().ok()
    };
    let made = RUNTIME.get_or_init(make).as_ref();
    made.ok_or_else(|| Fault::other("the system gives no threads for it"))
}

fn options(kind: Kind) -> ClientOptions {
    // A large object takes its time, and none of its pieces may take long.
    ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(Duration::from_secs(5))
        .with_read_timeout(Duration::from_secs(30))
        .with_allow_http(kind == Kind::PlainHttp)
}

/// Allows a store of one's own without encryption where the environment says so.
fn with_http(options: ClientOptions, variable: &str) -> ClientOptions {
    let is_allowed = rebadge_core::fs::variable(variable)
        .is_some_and(|value| matches!(value.to_lowercase().as_str(), "1" | "true" | "on" | "yes"));
    options.with_allow_http(is_allowed)
}

fn retry(patience: Patience) -> RetryConfig {
    let (max_retries, seconds) = match patience {
        Patience::Long => (6, 60),
        Patience::Short => (2, 5),
    };
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(5),
        base: 2.,
    };
    RetryConfig { backoff, max_retries, retry_timeout: Duration::from_secs(seconds) }
}
