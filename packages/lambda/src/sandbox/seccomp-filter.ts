/** Classic BPF, as `seccomp(2)` takes it; the numbers are the kernel's own (linux/filter.h, linux/seccomp.h, linux/audit.h). */
const LOAD = 0x20
const IF_EQUAL = 0x15
const IF_AT_LEAST = 0x35
const IF_ANY_BIT = 0x45
const RETURN = 0x06
const ALLOW = 0x7fff0000
const ERROR = 0x00050000
const EPERM = 1
const ENOSYS = 38

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0
const ARCHITECTURE = 4
const FIRST_ARGUMENT = 16

/** System calls of another ABI on the same processor (x32) begin here. */
const OTHER_ABI = 0x40000000
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACES = 0x7e020000

interface Machine {
  architecture: number
  clone: number
  clone3: number
  /** What only an administrator, a debugger or an attacker needs: refused as not permitted. */
  refused: readonly number[]
}

/** New mount calls, pidfd_getfd, mount_setattr: the same numbers everywhere. */
const everywhere = [428, 429, 430, 431, 432, 433, 438, 442]
/** io_uring: libraries fall back when the kernel seems not to have it. */
const unknown = [425, 426, 427]

const machines: Partial<Record<NodeJS.Architecture, Machine>> = {
  x64: {
    architecture: 0xc000003e,
    clone: 56,
    clone3: 435,
    refused: [
      // ptrace, syslog, uselib, vhangup, modify_ldt, pivot_root, adjtimex, chroot, acct, settimeofday
      ...[101, 103, 134, 153, 154, 155, 159, 161, 163, 164],
      // mount, umount2, swapon, swapoff, reboot, sethostname, setdomainname, iopl, ioperm, create_module, init_module, delete_module
      ...[165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175, 176],
      // quotactl, nfsservctl, lookup_dcookie, clock_settime, kexec_load, add_key, request_key, keyctl, unshare, move_pages
      ...[179, 180, 212, 227, 246, 248, 249, 250, 272, 279],
      // perf_event_open, name_to_handle_at, open_by_handle_at, clock_adjtime, setns, process_vm_readv, process_vm_writev, kcmp, finit_module
      ...[298, 303, 304, 305, 308, 310, 311, 312, 313],
      // kexec_file_load, bpf, userfaultfd
      ...[320, 321, 323],
      ...everywhere,
    ],
  },
  arm64: {
    architecture: 0xc00000b7,
    clone: 220,
    clone3: 435,
    refused: [
      // umount2, mount, pivot_root, chroot, quotactl, acct, unshare, kexec_load, init_module, delete_module, clock_settime, syslog, ptrace
      ...[39, 40, 41, 51, 60, 89, 97, 104, 105, 106, 112, 116, 117],
      // reboot, sethostname, setdomainname, settimeofday, adjtimex, add_key, request_key, keyctl, swapon, swapoff, move_pages
      ...[142, 161, 162, 170, 171, 217, 218, 219, 224, 225, 239],
      // perf_event_open, name_to_handle_at, open_by_handle_at, clock_adjtime, setns, process_vm_readv, process_vm_writev, kcmp
      ...[241, 264, 265, 266, 268, 270, 271, 272],
      // finit_module, bpf, userfaultfd, kexec_file_load
      ...[273, 280, 282, 294],
      ...everywhere,
    ],
  },
}

type Target = 'next' | 'allow' | 'refuse' | 'unknown'
type Step = [code: number, value: number, then?: Target, otherwise?: Target]

/**
 * The program that keeps functions from the parts of the kernel that no function needs: mounting, tracing, modules, keys, time, new
 * namespaces. clone3 hides its flags behind a pointer, so it is answered as unknown, and libraries use clone.
 * @returns bytes for `bwrap --seccomp`; nothing for processors whose numbers are not known here
 */
export function seccompFilter(architecture: NodeJS.Architecture = process.arch): Buffer | undefined {
  const machine = machines[architecture]
  if (!machine) return undefined
  const steps: Step[] = [
    [LOAD, ARCHITECTURE],
    // Never by falling through: a foreign architecture has other numbers.
    [IF_EQUAL, machine.architecture, 'next', 'unknown'],
    [LOAD, NUMBER],
    [IF_AT_LEAST, OTHER_ABI, 'refuse', 'next'],
    ...[machine.clone3, ...unknown].map((number): Step => [IF_EQUAL, number, 'unknown', 'next']),
    ...machine.refused.map((number): Step => [IF_EQUAL, number, 'refuse', 'next']),
    [IF_EQUAL, machine.clone, 'next', 'allow'],
    [LOAD, FIRST_ARGUMENT],
    [IF_ANY_BIT, NEW_NAMESPACES, 'refuse', 'allow'],
  ]
  return assemble(steps)
}

function assemble(steps: readonly Step[]): Buffer {
  const ends = { allow: steps.length, refuse: steps.length + 1, unknown: steps.length + 2 }
  const program: Step[] = [...steps, [RETURN, ALLOW], [RETURN, ERROR | EPERM], [RETURN, ERROR | ENOSYS]]
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, [code, value, then = 'next', otherwise = 'next']] of program.entries()) {
    const distance = (target: Target) => (target === 'next' ? 0 : ends[target] - index - 1)
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(distance(then), index * 8 + 2)
    bytes.writeUInt8(distance(otherwise), index * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4)
  }
  return bytes
}
