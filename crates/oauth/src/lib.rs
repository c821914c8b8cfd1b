//! An AT Protocol OAuth client: PAR, PKCE, DPoP, sealed sessions
