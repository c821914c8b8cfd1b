use crate::TestnetError;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The network's control port: one HTTP/1.1 request a connection, which is all that a loopback test needs.
#[derive(Debug)]
pub(crate) struct Control {
    address: SocketAddr,
}

impl Control {
    pub(crate) fn new(url: &str) -> Result<Self, TestnetError> {
        let address = url.trim_start_matches("http://").trim_end_matches('/').parse();
        Ok(Self { address: address.map_err(|_| TestnetError::NoReadyLine)? })
    }

    /// Sends a command whose answer does not matter.
    pub(crate) async fn tell(&self, command: &str, parameters: &Value) -> Result<(), TestnetError> {
        self.ask::<Value>(command, parameters).await.map(drop)
    }

    /// Sends a command and reads its answer.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        command: &str,
        parameters: &Value,
    ) -> Result<T, TestnetError> {
        let reply = self
            .exchange(command, &parameters.to_string())
            .await
            .map_err(|source| TestnetError::Unreachable { command: command.to_owned(), source })?;
        let unexpected = || TestnetError::UnexpectedAnswer {
            command: command.to_owned(),
            answer: reply.chars().take(400).collect(),
        };
        let (head, body) = reply.split_once("\r\n\r\n").ok_or_else(unexpected)?;
        let answer: Value = serde_json::from_str(body).map_err(|_| unexpected())?;
        if !head.starts_with("HTTP/1.1 200 ") {
            let reason = answer.get("error").and_then(Value::as_str).unwrap_or(body).to_owned();
            return Err(TestnetError::Refused { command: command.to_owned(), reason });
        }
        serde_json::from_value(answer).map_err(|_| unexpected())
    }

    async fn exchange(&self, command: &str, body: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.address).await?;
        let request = format!(
            "POST /{command} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len(),
        );
        stream.write_all(request.as_bytes()).await?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await?;
        Ok(reply)
    }
}
