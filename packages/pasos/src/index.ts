export { openServer, type Server, type ServerOptions } from './server/open-server.ts'
